package io.operations.operation;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The settings of this room, and its part in tracing. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({OperationLimitSettings.class, OperationSettings.class})
class OperationConfiguration {

    @Bean
    static SdkTracerProviderBuilderCustomizer spanIds() {
        return builder -> builder.setIdGenerator(new SpanIds());
    }
}
