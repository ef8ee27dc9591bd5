package io.operations.hook;

import io.opentelemetry.api.trace.Tracer;
import io.operations.operation.EntityType;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationType;
import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The hooks that every member has. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpRequestSettings.class)
class HookConfiguration {

    private static final Duration TOKEN_LIFETIME = Duration.ofHours(24);

    @Bean
    WaitHook waitHook(Clock clock) {
        return new WaitHook(clock, Pause.interruptible());
    }

    /** Several operations as one. */
    @Bean
    OperationType bulkType() {
        return OperationType.of(
                        "bulk",
                        "Running several operations",
                        EntityType.PROJECT,
                        OperationClass.TASK,
                        OperationClass.DURABLE)
                .onAnyEntity()
                .failingOnConflict()
                .consistingOfChildren();
    }

    /** A secret that somebody redeems once. */
    @Bean
    OperationType tokenType() {
        return OperationType.of("token", "Token", EntityType.PROJECT, OperationClass.TOKEN)
                .onAnyEntity()
                .failingOnConflict()
                .timingOutAfter(TOKEN_LIFETIME);
    }

    @Bean
    RelayHook relayHook() {
        return new RelayHook();
    }

    @Bean
    LogStreamHook logStreamHook() {
        return new LogStreamHook(Duration.ofSeconds(5));
    }

    @Bean
    HttpRequestHook httpRequestHook(HttpRequestSettings settings, Tracer tracer) {
        var allowed = AllowedHosts.of(settings.allowedHosts());
        var resolver = new CheckedResolver(allowed, HostNames.system());
        var tls = DefaultClientTlsStrategy.createDefault();
        var client = new DirectClient(resolver, tls, settings.connectTimeout());
        return new HttpRequestHook(settings, allowed, client, tracer);
    }
}
