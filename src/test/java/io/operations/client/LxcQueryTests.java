package io.operations.client;

import io.operations.ServiceTest;
import java.nio.file.Path;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@code lxc query} over a Unix socket. */
@RequiresClients(programs = {"lxc", "socat"})
@ServiceTest
class LxcQueryTests extends LxcQueryContract {

    private final int port;

    LxcQueryTests(@LocalServerPort int port) {
        super(Service.on(port));
        this.port = port;
    }

    @Override
    Lxc connect(Path home) {
        return Lxc.overUnixSocket(home, port);
    }
}
