package io.operations.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the edge.
 *
 * @param maxBodySize   a larger request body is answered with 413. Default 1 MiB
 * @param cancelTimeout how long a DELETE waits for the end of the operation that it cancelled. Default 30 s
 */
@ConfigurationProperties("operations.web")
record WebSettings(
        @DefaultValue("1MB") DataSize maxBodySize,
        @DefaultValue("30s") Duration cancelTimeout) {}
