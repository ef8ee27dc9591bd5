package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginPolicyTests {

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                // no browser
                "-, example.com:8080, true",
                "-, -, true",
                "http://example.com, -, false",
                // the page of this service
                "http://example.com:8080, example.com:8080, true",
                "https://example.com:8443, example.com:8443, true",
                "ws://example.com:8080, example.com:8080, true",
                "wss://example.com:8443, example.com:8443, true",
                "HTTP://Example.COM:8080, example.com:8080, true",
                "http://[::1]:8080, [::1]:8080, true",
                "http://my_service:8080, my_service:8080, true",
                // the page of another
                "http://evil.example:8080, example.com:8080, false",
                "http://example.com:8081, example.com:8080, false",
                "http://example.com, example.com:8080, false",
                "http://example.com.evil.example:8080, example.com:8080, false",
                "http://evil.example/example.com:8080, example.com:8080, false",
                "http://[::2]:8080, [::1]:8080, false",
                // a host without a port is compared by name
                "https://example.com, example.com, true",
                "https://example.com:8443, example.com, true",
                "http://[::1]:8080, [::1], true",
                "https://evil.example, example.com, false",
                "https://example.com:443@evil.example, example.com, false",
                "https://example.com@evil.example:8080, evil.example:8080, false",
                // and so is another scheme
                "ws+unix://localhost, localhost, true",
                "ws+unix://localhost, localhost:8080, true",
                "chrome-extension://localhost:1, localhost:8080, true",
                "ws+unix://localhost, example.com:8080, false",
                // no origin at all
                "null, example.com:8080, false",
                "'', example.com:8080, false",
                "//example.com:8080, example.com:8080, false",
                "http:example.com, example.com, false",
                "http://exa mple.com, example.com, false",
            })
    void allowsOnlyPagesOfThisService(@Nullable String origin, @Nullable String host, boolean allowed) {
        assertThat(OriginPolicy.allows(origin, host)).isEqualTo(allowed);
    }
}
