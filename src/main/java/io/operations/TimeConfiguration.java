package io.operations;

import io.operations.member.DatabaseTime;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where time comes from. */
@Configuration(proxyBeanMethods = false)
class TimeConfiguration {

    /** PostgreSQL's clock decides, on every member; that of the computer does not. */
    @Bean
    @ConditionalOnMissingBean
    Clock clock(DatabaseTime time) {
        return time.clock();
    }
}
