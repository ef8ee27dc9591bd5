package io.operations;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the PostgreSQL of {@code spring-boot:run} keeps its data.
 *
 * @param dataDirectory folder, relative to the working directory unless absolute; made when missing, kept between runs,
 *     used by one run at a time. Default {@code .data/postgresql}.
 */
@ConfigurationProperties("operations.embedded")
record EmbeddedDatabaseSettings(
        @DefaultValue(".data/postgresql") Path dataDirectory) {}
