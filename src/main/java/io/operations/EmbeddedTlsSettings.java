package io.operations;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where {@code spring-boot:run} keeps the certificate of its TLS port.
 *
 * @param tlsDirectory folder, relative to the working directory unless absolute; made when missing, kept between runs.
 *     Default {@code .data/tls}.
 */
@ConfigurationProperties("operations.embedded")
record EmbeddedTlsSettings(@DefaultValue(".data/tls") Path tlsDirectory) {}
