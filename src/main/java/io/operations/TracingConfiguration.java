package io.operations;

import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What all rooms trace with. */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

    /** In the log by the names that ECS has for them. */
    @Bean
    Slf4JEventListener idsInLog() {
        return new Slf4JEventListener("trace.id", "span.id");
    }

    /** The one that does nothing where {@link TracingFilter} has left Spring Boot's out. */
    @Bean
    Tracer tracer(ObjectProvider<OpenTelemetry> telemetry) {
        return telemetry.getIfAvailable(OpenTelemetry::noop).getTracer("io.operations");
    }
}
