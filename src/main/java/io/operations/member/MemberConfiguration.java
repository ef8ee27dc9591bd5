package io.operations.member;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The settings of this room. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HintSettings.class, MemberSettings.class})
class MemberConfiguration {

    /** Replaced where a test sets the computer's clock. */
    @Bean
    @ConditionalOnMissingBean
    DatabaseTime databaseTime() {
        return new DatabaseTime();
    }
}
