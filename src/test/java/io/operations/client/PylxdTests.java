package io.operations.client;

import io.operations.ServiceTest;
import java.nio.file.Path;
import org.springframework.boot.test.web.server.LocalServerPort;

/** pylxd over a Unix socket. */
@RequiresClients(
        programs = "socat",
        pythonModules = {"pylxd", "ws4py"})
@ServiceTest
class PylxdTests extends PylxdContract {

    private final int port;

    PylxdTests(@LocalServerPort int port) {
        super(Service.on(port));
        this.port = port;
    }

    @Override
    Pylxd connect(Path home) {
        return Pylxd.overUnixSocket(home, port);
    }
}
