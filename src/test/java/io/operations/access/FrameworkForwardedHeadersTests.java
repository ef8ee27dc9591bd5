package io.operations.access;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Where Spring's filter hides headers. */
@TlsTest
@TestPropertySource(properties = "server.forward-headers-strategy=framework")
class FrameworkForwardedHeadersTests extends ForwardedHeadersContract {

    FrameworkForwardedHeadersTests(@LocalServerPort int port) {
        super(port);
    }
}
