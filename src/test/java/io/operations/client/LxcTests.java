package io.operations.client;

import io.operations.ServiceTest;
import java.nio.file.Path;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@code lxc operation} and {@code lxc info} over a Unix socket. */
@RequiresClients(programs = {"lxc", "socat"})
@ServiceTest
class LxcTests extends LxcContract {

    private final int port;

    LxcTests(@LocalServerPort int port) {
        super(Service.on(port));
        this.port = port;
    }

    @Override
    Lxc connect(Path home) {
        return Lxc.overUnixSocket(home, port);
    }
}
