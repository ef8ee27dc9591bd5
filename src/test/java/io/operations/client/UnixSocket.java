package io.operations.client;

import io.operations.Api;
import io.operations.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;

/** Gives each context a Unix socket of its own, in a folder that only this user may open. */
public final class UnixSocket implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String PROPERTY = "operations.unix-socket";

    /** Where stock clients look for it in their {@code LXD_DIR}. */
    private static final String NAME = "unix.socket";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var socket = folder().resolve(NAME);
        TestPropertyValues.of(PROPERTY + "=" + socket).applyTo(context);
    }

    private static Path folder() {
        try {
            var folder = Files.createTempDirectory("service");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That of a test's service. */
    public static Path of(Environment environment) {
        return Path.of(environment.getRequiredProperty(PROPERTY));
    }

    /** Sends a request as it is, and takes what comes back until the service closes the connection. */
    public static Api.Answer exchange(Path socket, String request) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            var answer = Channels.newInputStream(channel).readAllBytes();
            return RawHttp.parse(new String(answer, StandardCharsets.ISO_8859_1))
                    .isTo(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets a client whose {@code LXD_DIR} is the folder find the socket. */
    static void link(Path folder, Path socket) {
        try {
            Files.createSymbolicLink(folder.resolve(NAME), socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void unlink(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
