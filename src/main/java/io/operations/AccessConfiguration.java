package io.operations;

import io.operations.requestor.EmbeddedRun;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/** Who may reach the service at all. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    private static final String EMBEDDED_POSTGRESQL = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";

    @Bean
    static EmbeddedRun embeddedRun(Environment environment) {
        if (StringUtils.hasText(environment.getProperty("spring.datasource.url"))
                || !ClassUtils.isPresent(EMBEDDED_POSTGRESQL, null)) return new EmbeddedRun(null);
        return new EmbeddedRun(
                Path.of(environment.getProperty("operations.embedded.data-directory", ".data/postgresql")));
    }

    @Bean
    static ExposureCheck exposureCheck(Environment environment, EmbeddedRun run) {
        return new ExposureCheck(environment, run);
    }

    @Bean
    static ManagementAddress managementAddress(ConfigurableEnvironment environment) {
        return new ManagementAddress(environment);
    }
}
