package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OperationSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(settings(Map.of()))
                .isEqualTo(new OperationSettings(
                        new OperationSettings.Runner(1_000, 0.9, 0.75),
                        new OperationSettings.Retention(
                                Duration.ofSeconds(5),
                                Duration.ofHours(24),
                                Duration.ofHours(24),
                                Duration.ofMinutes(5)),
                        new OperationSettings.Metadata(Duration.ofSeconds(1)),
                        new OperationSettings.Shutdown(Duration.ofMinutes(5)),
                        Duration.ofMinutes(1)));
    }

    @Test
    void readsEveryProperty() {
        var settings = settings(Map.of(
                "operations.runner.slots", "7",
                "operations.runner.project-share", "0.5",
                "operations.runner.caller-share", "0.25",
                "operations.retention.listed", "1s",
                "operations.retention.bulk-listed", "1h",
                "operations.retention.history", "2h",
                "operations.retention.prune-interval", "3m",
                "operations.metadata.persist-interval", "4s",
                "operations.shutdown.timeout", "7m",
                "operations.synchronize-interval", "6s"));

        assertThat(settings)
                .isEqualTo(new OperationSettings(
                        new OperationSettings.Runner(7, 0.5, 0.25),
                        new OperationSettings.Retention(
                                Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofHours(2), Duration.ofMinutes(3)),
                        new OperationSettings.Metadata(Duration.ofSeconds(4)),
                        new OperationSettings.Shutdown(Duration.ofMinutes(7)),
                        Duration.ofSeconds(6)));
    }

    @Test
    void refusesWhatCannotWork() {
        for (var bad : Map.of(
                        "operations.runner.slots", "0",
                        "operations.runner.project-share", "0",
                        "operations.runner.caller-share", "1.1",
                        "operations.retention.listed", "-1s",
                        "operations.retention.bulk-listed", "-1s",
                        "operations.retention.history", "59s",
                        "operations.retention.prune-interval", "0s",
                        "operations.synchronize-interval", "0s")
                .entrySet()) {
            assertThatThrownBy(() -> settings(Map.of(bad.getKey(), bad.getValue())))
                    .rootCause()
                    .hasMessageContaining(bad.getKey());
        }
    }

    private static OperationSettings settings(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("operations", OperationSettings.class);
    }
}
