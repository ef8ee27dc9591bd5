package io.operations.web;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the edge.
 *
 * @param maxBodySize    a larger request body is answered with 413. Default 1 MiB
 * @param cancelTimeout  how long a DELETE waits for the end of the operation that it cancelled. Default 30 s
 * @param trustedProxies addresses or CIDR blocks of proxies whose {@code X-Forwarded-For} is believed for the address that is
 *                       recorded with an operation and for limits of callers who are not known; never for trust. Default none
 */
@ConfigurationProperties("operations.web")
record WebSettings(
        @DefaultValue("1MB") DataSize maxBodySize,
        @DefaultValue("30s") Duration cancelTimeout,
        @DefaultValue List<String> trustedProxies) {

    WebSettings {
        trustedProxies = List.copyOf(trustedProxies);
        trustedProxies.forEach(WebSettings::requireBlock);
    }

    private static void requireBlock(String block) {
        try {
            Assert.isTrue(!block.isBlank(), "blank");
            new IpAddressMatcher(block).matches("127.0.0.1");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "operations.web.trusted-proxies must be addresses or CIDR blocks, and \"" + block + "\" is neither",
                    e);
        }
    }
}
