package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Handshake;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** However a client spells its handshake, as long as RFC 6455 allows it, it gets its connection. */
@SpringBootTest(classes = EventSocketConfiguration.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class HandshakeTests {

    private final int port;

    HandshakeTests(@LocalServerPort int port) {
        this.port = port;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection | UPGRADE",
                "Connection | keep-alive, UpGrade",
                "Upgrade | WEBSOCKET",
                "Upgrade | h2c, websocket",
                "Upgrade | websocket, h2c"
            })
    void succeeds(String header, String value) {
        try (var handshake = new Handshake(port, "/1.0/events", Map.of(header, value))) {
            var answer = handshake.answer();

            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("Upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(answer.header("Connection")).startsWithIgnoringCase("upgrade");
            assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo("ICX+Yqv66kxgM0FcWaLWlFLwTAI=");
        }
    }
}
