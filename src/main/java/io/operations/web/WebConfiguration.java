package io.operations.web;

import io.github.bucket4j.TimeMeter;
import io.operations.operation.MemorySettings;
import io.operations.operation.OperationLimitSettings;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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

    private final CallerResolver callers;
    private final BodyMemory bodies;

    WebConfiguration(CallerResolver callers, BodyMemory bodies) {
        this.callers = callers;
        this.bodies = bodies;
    }

    @Bean
    static CallerLimits callerLimits(CallerLimitSettings settings, OperationLimitSettings operations) {
        return new CallerLimits(settings.requireRoomFor(operations.children()), TimeMeter.SYSTEM_NANOTIME);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(bodies);
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
