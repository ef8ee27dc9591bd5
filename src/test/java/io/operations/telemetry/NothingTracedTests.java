package io.operations.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.operations.ServiceTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContext;

/** Without an endpoint there is nothing that samples, waits or sends. */
@ServiceTest
class NothingTracedTests {

    private static final List<Class<?>> PARTS = List.of(
            OpenTelemetry.class,
            SdkTracerProvider.class,
            SpanProcessor.class,
            SpanExporter.class,
            SpanExportingPredicate.class,
            io.micrometer.tracing.Tracer.class);

    private final ApplicationContext context;

    NothingTracedTests(ApplicationContext context) {
        this.context = context;
    }

    @Test
    void hasNoPartOfIt() {
        assertThat(context.getBean(Tracer.class).isEnabled()).isFalse();
        assertThat(PARTS)
                .allSatisfy(it -> assertThat(context.getBeanNamesForType(it)).isEmpty());
    }

    @Test
    void hasNoThreadForIt() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(it -> it.contains("Span"));
    }
}
