package io.operations;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Who may reach the service at all. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    static ExposureCheck exposureCheck(Environment environment) {
        return new ExposureCheck(environment);
    }
}
