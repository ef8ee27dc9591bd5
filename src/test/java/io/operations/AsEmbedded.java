package io.operations;

import io.operations.requestor.EmbeddedRun;
import java.nio.file.Path;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Has a service on a database of the tests take itself for the embedded run. */
@TestConfiguration(proxyBeanMethods = false)
public class AsEmbedded {

    @Bean
    @Primary
    static EmbeddedRun asEmbedded() {
        return new EmbeddedRun(Path.of("target", "embedded"));
    }
}
