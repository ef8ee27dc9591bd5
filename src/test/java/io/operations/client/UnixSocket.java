package io.operations.client;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Unix socket at {@code unix.socket} in a folder, where stock clients look for LXD: socat hands its connections to the service. */
final class UnixSocket implements AutoCloseable {

    private final Command socat;

    private UnixSocket(Command socat) {
        this.socat = socat;
    }

    static UnixSocket open(Path folder, int port) {
        var socket = folder.resolve("unix.socket");
        var socat = Command.start(
                folder, Map.of(), "socat", "UNIX-LISTEN:" + socket + ",fork,mode=600", "TCP:127.0.0.1:" + port);
        await().until(() -> Files.exists(socket) || !socat.isAlive());
        return new UnixSocket(socat);
    }

    @Override
    public void close() {
        socat.close();
    }
}
