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
import org.springframework.util.unit.DataSize;

class OperationSocketSettingsTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(settings(10, 2, 35, 5, 64));
    }

    @Test
    void everyPropertyIsRead() {
        var properties = Map.of(
                "ping-interval",
                "1s",
                "unanswered-pings",
                "0",
                "silence",
                "2s",
                "handshake-timeout",
                "3s",
                "max-message-size",
                "4KB");

        assertThat(bind(properties)).isEqualTo(settings(1, 0, 2, 3, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "ping-interval, 0s, must be positive",
        "unanswered-pings, -1, must not be negative",
        "silence, 10s, must be longer",
        "handshake-timeout, 0s, must be positive",
        "max-message-size, 0B, must be at least 1B"
    })
    void refusesWhatCannotWork(String property, String value, String reason) {
        assertThatThrownBy(() -> bind(Map.of(property, value)))
                .rootCause()
                .hasMessageContaining("operations.websocket." + property)
                .hasMessageContaining(reason);
    }

    private static OperationSocketSettings settings(
            int ping, int unanswered, int silence, int handshake, int kilobytes) {
        return new OperationSocketSettings(
                Duration.ofSeconds(ping),
                unanswered,
                Duration.ofSeconds(silence),
                Duration.ofSeconds(handshake),
                DataSize.ofKilobytes(kilobytes),
                Duration.ofHours(24));
    }

    private static OperationSocketSettings bind(Map<String, String> properties) {
        var source = new MapConfigurationPropertySource();
        properties.forEach((name, value) -> source.put("operations.websocket." + name, value));
        return new Binder(source).bindOrCreate("operations.websocket", OperationSocketSettings.class);
    }
}
