package io.operations.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class EventSettingsTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new EventSettings(8192, DataSize.ofMegabytes(8), 8192, DataSize.ofMegabytes(32)));
    }

    @Test
    void everyPropertyIsRead() {
        var properties = Map.of("backlog", "1", "backlog-size", "2KB", "queue", "3", "queue-size", "4MB");

        assertThat(bind(properties))
                .isEqualTo(new EventSettings(1, DataSize.ofKilobytes(2), 3, DataSize.ofMegabytes(4)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"backlog", "backlog-size", "queue", "queue-size"})
    void refusesRoomForNothing(String property) {
        assertThatThrownBy(() -> bind(Map.of(property, "0")))
                .rootCause()
                .hasMessageContaining("operations.event." + property + " must be at least 1");
    }

    private static EventSettings bind(Map<String, String> properties) {
        var source = new MapConfigurationPropertySource();
        properties.forEach((name, value) -> source.put("operations.event." + name, value));
        return new Binder(source).bindOrCreate("operations.event", EventSettings.class);
    }
}
