package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Row J, what is related to it: a TLS handshake that stops half-way counts as a request that does not come. */
@AccessTest
@TestPropertySource(properties = "operations.limits.body-timeout=1s")
class HalfHandshakeTests {

    /** The head of a TLS record of 512 bytes that holds a ClientHello, and the first of them. */
    private static final byte[] HALF_HELLO = {22, 3, 1, 2, 0, 1};

    private static final int PATIENCE_MILLIS = 15_000;

    private final String address;

    HalfHandshakeTests(@LocalServerPort int port) {
        address = Somebody.withToken(port, AccessTest.ISSUER.token("admin", "admins"))
                .tlsAddress();
    }

    /** Tomcat itself waits for 20 seconds, and anew after each byte. */
    @Test
    void isCutOff() throws IOException {
        var parts = address.split(":");
        try (var socket = new Socket(parts[0], Integer.parseInt(parts[1]))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(HALF_HELLO);

            assertThat(socket.getInputStream().read()).isNegative();
        }
    }
}
