package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * A token that proves that its sender can read a file which only this service's user can read. The service writes a fresh one at
 * each start and removes the file at its end.
 */
@Component
final class LocalToken implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(LocalToken.class);
    private static final String PROPERTY = "operations.authentication.local-token-file";
    private static final String OWNER_ONLY = "rw-------";
    private static final String BEARER = "Bearer ";
    private static final int BYTES = 32;

    private final @Nullable Path file;
    private final byte[] token;

    LocalToken(AuthenticationSettings settings) {
        file = settings.localTokenFile();
        token = fresh().getBytes(StandardCharsets.US_ASCII);
        if (file != null) write(file);
    }

    private static String fresh() {
        var bits = new byte[BYTES];
        new SecureRandom().nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    /** A reader sees the old file or the whole new one, and at no moment one that others can read. */
    private void write(Path target) {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix"))
            throw invalid(target, "The file system has no permissions that keep other users from reading it.");
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY));
        try {
            var folder = target.toAbsolutePath().getParent();
            var draft = Files.createTempFile(folder, ".token", "", ownerOnly);
            try {
                Files.write(draft, token);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw invalid(
                    target,
                    "The service cannot write this file: " + e.getClass().getSimpleName() + ".");
        }
        LOG.atInfo().addKeyValue("file", target).log("Callers that send the token in this file may do everything");
    }

    private static InvalidConfigurationPropertyValueException invalid(Path target, String reason) {
        return new InvalidConfigurationPropertyValueException(PROPERTY, target, reason);
    }

    /** Whether the request carries it, over whichever connection. */
    boolean isSent(HttpServletRequest request) {
        var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (file == null || authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            return false;
        var sent = authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(token, sent);
    }

    /** Leaves the file of another service that was started since. */
    @Override
    public void destroy() throws IOException {
        if (file != null && Files.isReadable(file) && MessageDigest.isEqual(token, Files.readAllBytes(file)))
            Files.deleteIfExists(file);
    }
}
