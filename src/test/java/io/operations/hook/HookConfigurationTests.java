package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.operations.operation.OperationException;
import io.operations.operation.OwnEndpoints;
import io.operations.operation.RunHook;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

class HookConfigurationTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withUserConfiguration(HookConfiguration.class)
            .withBean(OwnEndpoints.class, () -> OwnEndpoints.NONE)
            .withBean(Clock.class, Clock::systemUTC)
            .withBean(Tracer.class, () -> TracerProvider.noop().get(""));

    @Test
    void declaresTheHooks() {
        contexts.run(context -> assertThat(context.getBeansOfType(RunHook.class).values())
                .extracting(it -> it.type().name())
                .containsExactlyInAnyOrder("wait", "http-request", "relay", "log-stream"));
    }

    @Test
    void defaults() {
        contexts.run(context -> assertThat(context.getBean(HttpRequestSettings.class))
                .isEqualTo(new HttpRequestSettings(
                        null, Duration.ofMinutes(5), Duration.ofHours(24), Duration.ofSeconds(10))));
    }

    /** Row A: outside the embedded run nothing is allowed unless somebody says so. */
    @Test
    void allowsLoopbackInTheEmbeddedRunOnly() {
        contexts.run(context -> assertThat(allows(context, "127.0.0.1")).isTrue());
        contexts.withPropertyValues("spring.datasource.url=jdbc:postgresql://db/operations")
                .run(context -> assertThat(allows(context, "127.0.0.1")).isFalse());
    }

    private static boolean allows(ApplicationContext context, String host) {
        var hook = context.getBean(HttpRequestHook.class);
        try {
            hook.validate(RecordedRun.inputs("{\"url\": \"http://" + host + ":9000/\"}"));
            return true;
        } catch (OperationException.Invalid refused) {
            return false;
        }
    }

    @Test
    void everyPropertyIsRead() {
        contexts.withPropertyValues(
                        "operations.http.allowed-hosts=*.example.com:443,10.0.0.0/8",
                        "operations.http.default-timeout=1s",
                        "operations.http.max-timeout=2s",
                        "operations.http.connect-timeout=3s")
                .run(context -> assertThat(context.getBean(HttpRequestSettings.class))
                        .isEqualTo(new HttpRequestSettings(
                                List.of("*.example.com:443", "10.0.0.0/8"),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3))));
    }

    @Test
    void readsHowLongAWaitMayBe() {
        contexts.run(context ->
                assertThat(context.getBean(WaitSettings.class)).isEqualTo(new WaitSettings(Duration.ofHours(24))));
        contexts.withPropertyValues("operations.wait.longest=30d")
                .run(context -> assertThat(context.getBean(WaitSettings.class))
                        .isEqualTo(new WaitSettings(Duration.ofDays(30))));
    }

    @Test
    void anEmptyListAllowsNothing() {
        contexts.withPropertyValues("operations.http.allowed-hosts=")
                .run(context -> assertThat(
                                context.getBean(HttpRequestSettings.class).allowedHosts(true))
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "operations.http.allowed-hosts=http://a.com",
                "operations.http.allowed-hosts=localhost",
                "operations.http.default-timeout=0s",
                "operations.http.default-timeout=25h",
                "operations.http.max-timeout=1s",
                "operations.http.connect-timeout=-1s",
                "operations.wait.longest=0s",
                "operations.wait.longest=366d"
            })
    void refusesToStartWithSettingsThatMakeNoSense(String property) {
        contexts.withPropertyValues(property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("operations."));
    }
}
