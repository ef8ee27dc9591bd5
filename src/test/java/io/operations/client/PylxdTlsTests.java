package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.access.TlsTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** pylxd over TLS. */
@RequiresClients(pythonModules = {"pylxd", "ws4py"})
@TlsTest
class PylxdTlsTests extends PylxdContract {

    private final int port;

    PylxdTlsTests(@LocalServerPort int port) {
        super(Service.on(port));
        this.port = port;
    }

    @Override
    Pylxd connect(Path home) throws IOException {
        return Pylxd.overTls(home, port, Path.of(TlsTest.FOLDER, "server.crt"));
    }

    /** pylxd 2.2.10 presents no certificate there (contract §6.4): it is nobody who is known. */
    @Test
    void hearsNoEvents() {
        var ended = pylxd.run("events.py");

        assertThat(ended.error()).contains("403");
        ended.exits(1);
        assertThat(service.listeners()).isZero();
    }
}
