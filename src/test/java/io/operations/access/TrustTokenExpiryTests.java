package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.TestClock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Row "A security log": it says that a trust token has expired. */
@TlsTest
class TrustTokenExpiryTests {

    private final TestClock clock;
    private final Somebody admin;

    private final JdbcClient jdbc;

    TrustTokenExpiryTests(@LocalServerPort int port, TestClock clock, JdbcClient jdbc) {
        this.jdbc = jdbc;
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

    /** This process has not issued it: the one that did has been started again, or is another member. */
    @Test
    void isSaidOfATokenThatAnotherProcessHasIssued() {
        var issued = issue();
        var other = UUID.randomUUID();
        jdbc.sql("""
                        INSERT INTO active_operation
                        SELECT (jsonb_populate_record(a, jsonb_build_object('id', CAST(:other AS text)))).*
                          FROM active_operation a WHERE id = CAST(:issued AS uuid)""").param("other", other.toString()).param("issued", issued).update();
        jdbc.sql("DELETE FROM active_operation WHERE id = CAST(:issued AS uuid)")
                .param("issued", issued)
                .update();

        try (var lines = new SecurityLines()) {
            clock.advance(Duration.ofMinutes(61));
            issue();

            await().untilAsserted(() -> assertThat(lines.of("certificate-token-expired"))
                    .extracting(it -> it.get("url.path"))
                    .contains("/1.0/operations/" + other));
        }
    }
}
