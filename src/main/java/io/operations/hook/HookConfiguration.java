package io.operations.hook;

import io.opentelemetry.api.trace.Tracer;
import io.operations.operation.EntityType;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationType;
import io.operations.operation.OwnEndpoints;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** The hooks that every member has. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HttpRequestSettings.class, HttpSecretSettings.class, WaitSettings.class})
class HookConfiguration {

    private static final Duration TOKEN_LIFETIME = Duration.ofHours(24);

    @Bean
    WaitHook waitHook(Clock clock, WaitSettings settings) {
        return new WaitHook(clock, Pause.steadyTime(), Pause.interruptible(), settings.longest());
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
    HttpRequestHook httpRequestHook(
            HttpRequestSettings settings,
            HttpSecretSettings secrets,
            Tracer tracer,
            List<OwnEndpoints> own,
            Environment environment) {
        // Without a URL only the embedded run starts.
        var isEmbedded = !StringUtils.hasText(environment.getProperty("spring.datasource.url"));
        OwnEndpoints all = (address, port) -> own.stream().anyMatch(it -> it.contain(address, port));
        var allowed = AllowedHosts.of(settings.allowedHosts(isEmbedded), all);
        var resolver = new CheckedResolver(allowed, HostNames.system());
        var tls = DefaultClientTlsStrategy.createDefault();
        var client = new DirectClient(resolver, tls, settings.connectTimeout());
        return new HttpRequestHook(settings, allowed, new HttpSecrets(secrets), client, tracer);
    }
}
