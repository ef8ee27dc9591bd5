package io.operations.access;

import io.operations.RawHttp;
import io.operations.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Row C: what a trusted proxy sends is not from this machine, though its connection is. */
@ServiceTest
@TestPropertySource(properties = "operations.web.trusted-proxies=127.0.0.1")
class ProxyOnThisMachineTests {

    private final int port;

    ProxyOnThisMachineTests(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void isNotTrustedForItsPlace() {
        RawHttp.exchange(port, RawHttp.request("GET", "/1.0/operations")).refuses(403);
        RawHttp.exchange(port, RawHttp.request("GET", "/1.0/operations", "X-Forwarded-For: 127.0.0.1"))
                .refuses(403);
    }
}
