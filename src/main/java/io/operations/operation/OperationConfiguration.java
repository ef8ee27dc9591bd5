package io.operations.operation;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The settings of this room, and its part in tracing. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    EncryptionSettings.class,
    OperationLimitSettings.class,
    OperationSettings.class,
    QuotaSettings.class
})
class OperationConfiguration {

    /** Keys that are configured count before those of the embedded run. */
    @Bean
    Vault vault(EncryptionSettings settings, List<EncryptionKeys> more) {
        var all = Stream.concat(settings.all().stream(), more.stream().flatMap(it -> it.all().stream()));
        return new Vault(all.distinct().toList());
    }

    @Bean
    static RepeatedLook usageLook(UsageWatch usage) {
        return new RepeatedLook("usage-watch", UsageWatch.INTERVAL, usage::lookIfDue);
    }

    @Bean
    static RepeatedLook storedMetricsLook(StoredMetrics metrics) {
        return new RepeatedLook("stored-metrics", StoredMetrics.INTERVAL, metrics::look);
    }

    @Bean
    static SdkTracerProviderBuilderCustomizer spanIds() {
        return builder -> builder.setIdGenerator(new SpanIds());
    }
}
