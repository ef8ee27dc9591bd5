package io.operations.client;

import io.operations.access.TlsTest;
import java.nio.file.Path;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@code lxc operation} and {@code lxc info} over TLS. */
@RequiresClients(programs = "lxc")
@TlsTest
class LxcTlsTests extends LxcContract {

    private final int port;

    LxcTlsTests(@LocalServerPort int port) {
        super(Service.on(port));
        this.port = port;
    }

    @Override
    Lxc connect(Path home) {
        return Lxc.overTls(home, port);
    }
}
