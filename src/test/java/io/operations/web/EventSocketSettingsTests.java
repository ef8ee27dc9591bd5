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

class EventSocketSettingsTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(settings(10, 2, 35, 5, 5));
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
                "send-timeout",
                "3s",
                "open-timeout",
                "4s");

        assertThat(bind(properties)).isEqualTo(settings(1, 0, 2, 3, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "ping-interval, 0s, must be positive",
        "unanswered-pings, -1, must not be negative",
        "silence, 10s, must be longer",
        "send-timeout, 0s, must be positive",
        "open-timeout, -1s, must be positive"
    })
    void refusesWhatCannotWork(String property, String value, String reason) {
        assertThatThrownBy(() -> bind(Map.of(property, value)))
                .rootCause()
                .hasMessageContaining("operations.event.socket." + property)
                .hasMessageContaining(reason);
    }

    private static EventSocketSettings settings(int ping, int unanswered, int silence, int send, int open) {
        return new EventSocketSettings(
                Duration.ofSeconds(ping),
                unanswered,
                Duration.ofSeconds(silence),
                Duration.ofSeconds(send),
                Duration.ofSeconds(open),
                Duration.ofHours(24));
    }

    private static EventSocketSettings bind(Map<String, String> properties) {
        var source = new MapConfigurationPropertySource();
        properties.forEach((name, value) -> source.put("operations.event.socket." + name, value));
        return new Binder(source).bindOrCreate("operations.event.socket", EventSocketSettings.class);
    }
}
