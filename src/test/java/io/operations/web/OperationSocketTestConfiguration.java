package io.operations.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.operations.operation.MemoryMetrics;
import java.time.Clock;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/**
 * The WebSocket of operations on a real web server, with the real hooks, but without operations: {@link Switchboard} stands
 * in for these. Not annotated as a configuration, so that no scan finds it: tests name it.
 */
@ComponentScan(
        basePackages = {"io.operations.event", "io.operations.hook"},
        excludeFilters =
                @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.(EventLinks|EventGaps|LogEvents)"))
@Import({
    Anybody.class,
    BodyMemory.class,
    LargeBodies.class,
    MemoryMetrics.class,
    Anybody.Stays.class,
    ErrorAdvice.class,
    EventsController.class,
    EventAccess.class,
    OperationSocketController.class,
    RequestMetrics.class,
    RequestMetricsFilter.class,
    Routes.class,
    CallerResolver.class,
    SocketSessions.class,
    Switchboard.class,
    WebConfiguration.class
})
@ImportAutoConfiguration({
    DispatcherServletAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    WebMvcAutoConfiguration.class
})
class OperationSocketTestConfiguration {

    @Bean
    MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }

    @Bean
    Withdrawals withdrawals() {
        return _ -> () -> {};
    }

    /** Every project exists. */
    @Bean
    KnownProjects projects() {
        return _ -> "";
    }

    @Bean
    Tracer tracer() {
        return TracerProvider.noop().get("");
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
