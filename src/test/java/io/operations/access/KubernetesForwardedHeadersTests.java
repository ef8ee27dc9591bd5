package io.operations.access;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Where Spring Boot detects Kubernetes. */
@TlsTest
@TestPropertySource(properties = "spring.main.cloud-platform=kubernetes")
class KubernetesForwardedHeadersTests extends ForwardedHeadersContract {

    KubernetesForwardedHeadersTests(@LocalServerPort int port) {
        super(port);
    }
}
