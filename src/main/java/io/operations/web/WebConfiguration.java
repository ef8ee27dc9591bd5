package io.operations.web;

import io.github.bucket4j.TimeMeter;
import io.operations.operation.Budget;
import io.operations.operation.MemoryMetrics;
import io.operations.operation.MemorySettings;
import io.operations.operation.OperationLimitSettings;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The edge's settings and conventions. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    CallerLimitSettings.class,
    MemorySettings.class,
    OperationLimitSettings.class,
    WebSettings.class
})
class WebConfiguration implements WebMvcConfigurer {

    private static final Duration LATER = Duration.ofSeconds(30);
    private static final Duration FOR_EVER = Duration.ofSeconds(-1);

    private final CallerResolver callers;
    private final BodyMemory bodies;
    private final LargeBodies large;

    WebConfiguration(CallerResolver callers, BodyMemory bodies, LargeBodies large) {
        this.callers = callers;
        this.bodies = bodies;
        this.large = large;
    }

    @Bean
    static CallerLimits callerLimits(
            CallerLimitSettings settings,
            OperationLimitSettings operations,
            MemorySettings memory,
            MemoryMetrics metrics) {
        var waits = new Budget("Waits and event streams", "caller", memory.waitsSize(), memory.waitsSize() / 4 * 3);
        metrics.show("waits", waits);
        return new CallerLimits(settings.requireRoomFor(operations.children()), waits, TimeMeter.SYSTEM_NANOTIME);
    }

    @Bean
    static IdleConnections idleConnections(
            MemorySettings memory, CallerLimitSettings limits, TomcatServerProperties tomcat) {
        return new IdleConnections(
                Math.clamp(memory.connectionsSize() / IdleConnections.EACH, 1, Integer.MAX_VALUE),
                limits.bodyTimeout(),
                nextRequest(tomcat),
                System::nanoTime);
    }

    /** Tomcat ends by itself what is silent for so long; a little later, what goes on sending a part of a request. */
    private static Duration nextRequest(TomcatServerProperties tomcat) {
        var silence = tomcat.getKeepAliveTimeout();
        return silence == null || silence.isNegative() ? FOR_EVER : silence.plus(LATER);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(bodies);
        registry.addInterceptor(large);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(callers);
    }

    /** The API speaks JSON, whatever a client says it accepts; an error has to reach it too. */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
    }
}
