package io.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The logins of an embedded PostgreSQL, in files that only the owner can read: {@code superuser-password}, and the folder
 * {@code login} with the properties by which another member connects, each in a file of its name. The passwords are made at
 * the first start.
 */
final class EmbeddedLogin {

    /** The role that owns the database and may do nothing beyond it. */
    static final String ROLE = "operations";

    private static final int PASSWORD_BYTES = 32;
    private static final String PREFIX = "spring.datasource.";
    private static final FileAttribute<?> OWNER_ONLY = attribute("rw-------");
    private static final FileAttribute<?> OWNER_ONLY_FOLDER = attribute("rwx------");

    private final Path superuser;
    private final Path folder;

    EmbeddedLogin(Path root) {
        superuser = root.resolve("superuser-password");
        folder = root.resolve("login");
    }

    private static FileAttribute<?> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** The file with the superuser's password, made when it is missing. */
    Path superuserFile() {
        password(superuser);
        return superuser;
    }

    String superuserPassword() {
        return password(superuser);
    }

    /** The password of {@link #ROLE}. */
    String password() {
        makeFolder();
        return password(folder.resolve(PREFIX + "password"));
    }

    /** The key of {@code operations.encryption.keys}, which other members find beside the login. */
    String encryptionKey() {
        makeFolder();
        var file = folder.resolve("operations.encryption.keys");
        if (!Files.exists(file)) write(file, "embedded:" + Base64.getEncoder().encodeToString(randomBytes()));
        return password(file);
    }

    /** Where other members find URL, user name and password. */
    Path folder() {
        return folder;
    }

    /** Tells other members where the database is this time. */
    void tell(String url) {
        makeFolder();
        write(folder.resolve(PREFIX + "url"), url);
        write(folder.resolve(PREFIX + "username"), ROLE);
    }

    private void makeFolder() {
        try {
            Files.createDirectory(folder, OWNER_ONLY_FOLDER);
        } catch (FileAlreadyExistsException made) {
            // At an earlier start.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String password(Path file) {
        try {
            if (!Files.exists(file)) write(file, random());
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartFailure("the password in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String random() {
        return HexFormat.of().formatHex(randomBytes());
    }

    private static byte[] randomBytes() {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** As a whole or not at all, and never readable by others. */
    private static void write(Path file, String text) {
        try {
            var written = Files.createTempFile(file.getParent(), "new", "", OWNER_ONLY);
            Files.writeString(written, text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
