package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.operations.operation.MemoryMetrics;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;

class CallerLimitSettingsTests {

    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withUserConfiguration(WebConfiguration.class)
            .withBean(CallerResolver.class)
            .withBean(SimpleMeterRegistry.class)
            .withBean(MemoryMetrics.class)
            .withBean(TomcatServerProperties.class)
            .withBean(BodyMemory.class)
            .withBean(LargeBodies.class);

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new CallerLimitSettings(Duration.ofSeconds(30), 100, 1000, 1000, 20_000, 50));
    }

    @Test
    void everyPropertyIsRead() {
        var properties = Map.of(
                "body-timeout",
                "1s",
                "listeners",
                "2",
                "waiters",
                "3",
                "schedule-rate",
                "4",
                "schedule-burst",
                "5",
                "stranger-rate",
                "6");

        assertThat(bind(properties)).isEqualTo(new CallerLimitSettings(Duration.ofSeconds(1), 2, 3, 4, 5, 6));
    }

    @ParameterizedTest
    @CsvSource({
        "body-timeout, 0s",
        "listeners, 0",
        "waiters, 0",
        "schedule-rate, 0",
        "schedule-burst, 0",
        "stranger-rate, 0"
    })
    void refusesWhatLetsNobodyIn(String property, String value) {
        assertThatThrownBy(() -> bind(Map.of(property, value)))
                .rootCause()
                .hasMessageContaining("operations.limits." + property);
    }

    @Test
    void startsWithABurstIntoWhichTheLargestFamilyFitsOnly() {
        service.withPropertyValues("operations.limits.children=99", "operations.limits.schedule-burst=100")
                .run(context -> assertThat(context).hasNotFailed());
        service.withPropertyValues("operations.limits.children=100", "operations.limits.schedule-burst=100")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("operations.limits.schedule-burst must be at least one more"));
    }

    private static CallerLimitSettings bind(Map<String, String> properties) {
        var source = new MapConfigurationPropertySource();
        properties.forEach((name, value) -> source.put("operations.limits." + name, value));
        return new Binder(source).bindOrCreate("operations.limits", CallerLimitSettings.class);
    }
}
