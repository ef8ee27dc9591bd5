package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Row "A security log": it says that a trust token has expired. */
@TlsTest
class TrustTokenExpiryTests {

    private final TestClock clock;
    private final Somebody admin;

    TrustTokenExpiryTests(@LocalServerPort int port, TestClock clock) {
        this.clock = clock;
        admin = Somebody.unknown(port);
    }

    private String issue() {
        return admin.post("/1.0/certificates", "{\"name\": \"laptop\", \"token\": true}")
                .id();
    }

    @Test
    void isSaid() {
        try (var lines = new SecurityLines()) {
            var token = issue();

            clock.advance(Duration.ofMinutes(61));
            // Alarms are set anew for it.
            issue();

            await().untilAsserted(() -> assertThat(lines.of("certificate-token-expired"))
                    .extracting(it -> it.get("url.path"))
                    .contains("/1.0/operations/" + token));
        }
    }
}
