package io.operations.hook;

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

    @Bean
    WaitHook waitHook(Clock clock) {
        return new WaitHook(clock, Pause.interruptible());
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
    HttpRequestHook httpRequestHook(HttpRequestSettings settings) {
        var allowed = AllowedHosts.of(settings.allowedHosts());
        var resolver = new CheckedResolver(allowed, HostNames.system());
        var tls = DefaultClientTlsStrategy.createDefault();
        return new HttpRequestHook(settings, allowed, new DirectClient(resolver, tls, settings.connectTimeout()));
    }
}
