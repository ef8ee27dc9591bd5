package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Row D: the service takes the place of a socket on which nothing listens, and of nothing else. */
class SocketFileTests {

    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("s");
    }

    private void prepare(String permissions) {
        new SocketFile(path().toString(), permissions).prepare();
    }

    private ServerSocketChannel listen(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    private void assertRefused(String reason) {
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> prepare("rw-------"))
                .satisfies(it -> assertThat(it.getReason()).contains(reason));
    }

    @Test
    void removesTheSocketOfAServiceThatWasKilled() throws IOException {
        listen(path()).close();
        assertThat(path()).exists();

        prepare("rw-------");

        assertThat(path()).doesNotExist();
    }

    @Test
    void leavesASocketOnWhichAProcessListens() throws IOException {
        try (var _ = listen(path())) {
            assertRefused("Another process listens there");
        }
        assertThat(path()).exists();
    }

    @Test
    void leavesWhatIsNoSocket() throws IOException {
        Files.writeString(path(), "notes");
        assertRefused("Something else than a socket is there");
        assertThat(path()).hasContent("notes");

        Files.delete(path());
        Files.createDirectory(path());
        assertRefused("Something else than a socket is there");
    }

    @Test
    void followsNoLink() throws IOException {
        var elsewhere = folder.resolve("elsewhere");
        listen(elsewhere).close();
        Files.createSymbolicLink(path(), elsewhere);

        assertRefused("Something else than a socket is there");

        assertThat(Files.exists(path(), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(elsewhere).exists();
    }

    @Test
    void wantsAFolderInWhichNoOtherUserWrites() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertRefused("Its folder must have no more permissions than rwx------");
        prepare("rw-rw-rw-");

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        prepare("rw-rw----");
    }

    @Test
    void saysThatThePathIsTooLong() {
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> new SocketFile("x".repeat(104), "rw-------").prepare())
                .satisfies(it -> assertThat(it.getReason()).contains("may have 103 bytes"));
    }
}
