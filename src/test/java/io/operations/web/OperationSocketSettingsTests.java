package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OperationSocketSettingsTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(settings(10, 2, 35, 5));
    }

    @Test
    void everyPropertyIsRead() {
        var properties =
                Map.of("ping-interval", "1s", "unanswered-pings", "0", "silence", "2s", "handshake-timeout", "3s");

        assertThat(bind(properties)).isEqualTo(settings(1, 0, 2, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "ping-interval, 0s, must be positive",
        "unanswered-pings, -1, must not be negative",
        "silence, 10s, must be longer",
        "handshake-timeout, 0s, must be positive"
    })
    void refusesWhatCannotWork(String property, String value, String reason) {
        assertThatThrownBy(() -> bind(Map.of(property, value)))
                .rootCause()
                .hasMessageContaining("operations.websocket." + property)
                .hasMessageContaining(reason);
    }

    private static OperationSocketSettings settings(int ping, int unanswered, int silence, int handshake) {
        return new OperationSocketSettings(
                Duration.ofSeconds(ping), unanswered, Duration.ofSeconds(silence), Duration.ofSeconds(handshake));
    }

    private static OperationSocketSettings bind(Map<String, String> properties) {
        var source = new MapConfigurationPropertySource();
        properties.forEach((name, value) -> source.put("operations.websocket." + name, value));
        return new Binder(source).bindOrCreate("operations.websocket", OperationSocketSettings.class);
    }
}
