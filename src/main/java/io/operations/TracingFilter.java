package io.operations;

import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Leaves out what Spring Boot has for traces while no endpoint is set: it would sample, and run a thread, for nobody. Its own
 * spans of requests are left out always: they begin before it is known who calls.
 */
final class TracingFilter implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";
    private static final String BOOT = "org.springframework.boot.";
    private static final String SPANS_OF_REQUESTS =
            BOOT + "micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration";

    private boolean on;

    @Override
    public void setEnvironment(Environment environment) {
        on = StringUtils.hasText(environment.getProperty(ENDPOINT));
    }

    @Override
    public boolean[] match(@Nullable String[] candidates, AutoConfigurationMetadata metadata) {
        var matches = new boolean[candidates.length];
        IntStream.range(0, candidates.length)
                .forEach(i -> matches[i] = isWanted(Objects.requireNonNullElse(candidates[i], "")));
        return matches;
    }

    private boolean isWanted(String candidate) {
        var traces =
                candidate.startsWith(BOOT + "micrometer.tracing.") || candidate.startsWith(BOOT + "opentelemetry.");
        return !traces || on && !candidate.equals(SPANS_OF_REQUESTS);
    }
}
