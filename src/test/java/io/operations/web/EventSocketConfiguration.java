package io.operations.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.operations.operation.MemoryMetrics;
import io.operations.operation.OperationException;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * The events WebSocket on a real web server and nothing else: no database, no operations. Not annotated as a configuration,
 * so that no scan finds it: tests name it.
 */
@ComponentScan(
        basePackages = "io.operations.event",
        excludeFilters =
                @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.(EventLinks|EventGaps|LogEvents)"))
@Import({
    Anybody.class,
    BodyMemory.class,
    LargeBodies.class,
    MemoryMetrics.class,
    Anybody.Stays.class,
    CallerResolver.class,
    EventsController.class,
    EventAccess.class,
    SocketSessions.class,
    RequestMetrics.class,
    RequestMetricsFilter.class,
    Routes.class,
    EventSocketConfiguration.Refusals.class,
    WebConfiguration.class
})
@ImportAutoConfiguration({
    DispatcherServletAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    WebMvcAutoConfiguration.class
})
class EventSocketConfiguration {

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

    /** Stands in for the envelope. */
    @TestComponent
    @RestControllerAdvice
    static class Refusals {

        @ExceptionHandler
        ResponseEntity<String> refuse(OperationException refusal) {
            return ResponseEntity.status(refusal.code()).body(refusal.getMessage());
        }
    }
}
