package io.operations.access;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Where Tomcat's own valve replaces addresses and removes headers. */
@TlsTest
@TestPropertySource(properties = "server.forward-headers-strategy=native")
class NativeForwardedHeadersTests extends ForwardedHeadersContract {

    NativeForwardedHeadersTests(@LocalServerPort int port) {
        super(port);
    }
}
