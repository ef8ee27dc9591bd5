package io.operations.web;

import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * The Unix socket.
 *
 * @param unixSocket            path of the socket; callers that can open it may do everything. Empty for none. Default: none, in
 *                              the embedded run {@code socket/unix.socket} in its data folder
 * @param unixSocketPermissions file permissions of the socket. Default {@code rw-------}
 */
@ConfigurationProperties("operations")
record UnixSocketSettings(
        @Nullable String unixSocket,
        @DefaultValue("rw-------") String unixSocketPermissions) {

    UnixSocketSettings {
        Assert.isTrue(
                arePermissions(unixSocketPermissions),
                "operations.unix-socket-permissions must look like rw------- or rw-rw----");
    }

    private static boolean arePermissions(String text) {
        try {
            return !PosixFilePermissions.fromString(text).isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
