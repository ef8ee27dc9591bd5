package io.operations.web;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** The place of the Unix socket: what has to be so before Tomcat listens there. */
final class SocketFile {

    private static final String PROPERTY = "operations.unix-socket";

    /** Linux has 108 bytes for it with a zero at the end, others a few less. */
    private static final int LONGEST = 103;

    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final String text;
    private final Path path;
    private final Set<PosixFilePermission> permissions;

    SocketFile(String path, String permissions) {
        this.text = path;
        this.path = Path.of(path);
        this.permissions = PosixFilePermissions.fromString(permissions);
    }

    /** Removes the socket of a service that was killed. Removes nothing else, and no socket on which a process listens. */
    void prepare() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix"))
            throw invalid("The file system has no permissions that keep other users from it.");
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST)
            throw invalid("A socket's path may have " + LONGEST + " bytes; a relative path may be shorter.");
        try {
            requirePrivateFolder();
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) removeStale();
        } catch (IOException e) {
            throw invalid("The service cannot use this path: " + e.getClass().getSimpleName() + ".");
        }
    }

    /**
     * The permissions of a socket are set after it is there. Until then its folder keeps other users from it; afterwards it keeps
     * them from putting a socket of theirs in its place.
     */
    private void requirePrivateFolder() throws IOException {
        var folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return; // Tomcat makes it
        var wider = EnumSet.noneOf(PosixFilePermission.class);
        wider.addAll(Files.getPosixFilePermissions(folder));
        wider.removeAll(forFolder());
        if (!wider.isEmpty())
            throw invalid("Its folder must have no more permissions than " + PosixFilePermissions.toString(forFolder())
                    + ", so that other users can neither open nor replace the socket.");
    }

    /** As Tomcat derives them: whoever may use the socket may go through the folder, only its owner may write there. */
    private Set<PosixFilePermission> forFolder() {
        var folder = EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE))
            folder.addAll(PosixFilePermissions.fromString("---r-x---"));
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE))
            folder.addAll(PosixFilePermissions.fromString("------r-x"));
        return folder;
    }

    private void removeStale() throws IOException {
        var mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & TYPE) != SOCKET) throw invalid("Something else than a socket is there.");
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobodyListens) {
            Files.delete(path);
            return;
        }
        throw invalid("Another process listens there.");
    }

    InvalidConfigurationPropertyValueException invalid(String reason) {
        return new InvalidConfigurationPropertyValueException(PROPERTY, text, reason);
    }
}
