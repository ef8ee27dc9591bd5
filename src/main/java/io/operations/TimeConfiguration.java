package io.operations;

import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where time comes from. */
@Configuration(proxyBeanMethods = false)
class TimeConfiguration {

    /** PostgreSQL keeps microseconds; with more than that a time would come back as another. */
    private static final Duration TICK = Duration.ofNanos(1_000);

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), TICK);
    }
}
