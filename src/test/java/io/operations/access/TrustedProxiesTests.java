package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Row C: a proxy that is named says from where its clients call, and gives them no trust. */
@AccessTest
@TestPropertySource(properties = "operations.web.trusted-proxies=127.0.0.0/8,10.0.0.0/8,2001:db8:1::/48")
class TrustedProxiesTests {

    private final int port;

    TrustedProxiesTests(@LocalServerPort int port) {
        this.port = port;
    }

    private Somebody admin(String forwardedFor) {
        var token = AccessTest.ISSUER.token("admin", "admins");
        var http = Somebody.unknown(port);
        return new Somebody(
                http.http(), http.base(), Map.of("Authorization", "Bearer " + token, "X-Forwarded-For", forwardedFor));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 192.0.2.1:0",
                "192.0.2.1:4711 | 192.0.2.1:0",
                "2001:db8::1 | [2001:db8:0:0:0:0:0:1]:0",
                "[2001:db8::1]:4711 | [2001:db8:0:0:0:0:0:1]:0",
                // what stands before the address that a trusted proxy has seen is what that one said of itself
                "198.51.100.9, 192.0.2.1 | 192.0.2.1:0",
                "nonsense, 192.0.2.1 | 192.0.2.1:0",
                "192.0.2.1, 10.1.2.3, 2001:db8:1::7 | 192.0.2.1:0",
                "10.1.2.3 | 10.1.2.3:0",
            })
    void recordsTheirClients(String forwardedFor, String address) {
        assertThat(recorded(forwardedFor)).isEqualTo(address);
    }

    /** Never a failure of the request. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"foo", "unknown", "192.0.2.1, foo", "192.0.2.256", "'192.0.2.1,'", "[", "_hidden", "a.example"})
    void recordsTheProxyWhereItMakesNoSense(String forwardedFor) {
        assertThat(recorded(forwardedFor)).matches("127\\.0\\.0\\.1:[1-9]\\d*");
    }

    private String recorded(String forwardedFor) {
        var scheduled = admin(forwardedFor).post("/1.0/operations", "{\"type\": \"noop\"}");
        assertThat(scheduled.status()).as(scheduled.text()).isEqualTo(202);
        return scheduled.metadata().at("/requestor/address").asString();
    }
}
