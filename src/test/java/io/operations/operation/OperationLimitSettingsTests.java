package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class OperationLimitSettingsTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(settings(10_000, 64, 64, 512));
    }

    @Test
    void everyPropertyIsRead() {
        var properties =
                Map.of("children", "1", "inputs-size", "2KB", "metadata-size", "3KB", "run-metadata-size", "40KB");

        assertThat(bind(properties)).isEqualTo(settings(1, 2, 3, 40));
    }

    @ParameterizedTest
    @CsvSource({
        "children, 0, must be at least 1",
        "inputs-size, 1B, must be from",
        "metadata-size, 1GB, must be from",
        "run-metadata-size, 79KB, must be at least 16KB more"
    })
    void refusesWhatCannotWork(String property, String value, String reason) {
        assertThatThrownBy(() -> bind(Map.of(property, value)))
                .rootCause()
                .hasMessageContaining("operations.limits." + property)
                .hasMessageContaining(reason);
    }

    private static OperationLimitSettings settings(int children, int inputs, int metadata, int run) {
        return new OperationLimitSettings(
                children, DataSize.ofKilobytes(inputs), DataSize.ofKilobytes(metadata), DataSize.ofKilobytes(run));
    }

    private static OperationLimitSettings bind(Map<String, String> properties) {
        var source = new MapConfigurationPropertySource();
        properties.forEach((name, value) -> source.put("operations.limits." + name, value));
        return new Binder(source).bindOrCreate("operations.limits", OperationLimitSettings.class);
    }
}
