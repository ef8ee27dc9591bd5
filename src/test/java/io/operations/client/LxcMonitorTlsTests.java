package io.operations.client;

import io.operations.access.TlsTest;
import java.nio.file.Path;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@code lxc monitor} over TLS. */
@RequiresClients(programs = "lxc")
@TlsTest
class LxcMonitorTlsTests extends LxcMonitorContract {

    private final int port;

    LxcMonitorTlsTests(@LocalServerPort int port) {
        super(Service.on(port));
        this.port = port;
    }

    @Override
    Lxc connect(Path home) {
        return Lxc.overTls(home, port);
    }
}
