package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row I: an origin is a scheme, a host and a port. */
class OriginPolicyTests {

    @ParameterizedTest(name = "{0} at {1} by {2}: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                // no browser
                "-, example.com:8080, http, true",
                "-, -, http, true",
                "http://example.com, -, http, false",
                // the page of this service
                "http://example.com:8080, example.com:8080, http, true",
                "https://example.com:8443, example.com:8443, https, true",
                "ws://example.com:8080, example.com:8080, http, true",
                "wss://example.com:8443, example.com:8443, https, true",
                "HTTP://Example.COM:8080, example.com:8080, http, true",
                "http://[::1]:8080, [::1]:8080, http, true",
                "http://my_service:8080, my_service:8080, http, true",
                // the scheme's own port may be left out, on either side
                "https://example.com, example.com, https, true",
                "https://example.com:443, example.com, https, true",
                "https://example.com, example.com:443, https, true",
                "http://localhost, localhost, http, true",
                "http://localhost:80, localhost, http, true",
                "http://[::1], [::1]:80, http, true",
                // the page of another
                "http://evil.example:8080, example.com:8080, http, false",
                "http://example.com:8081, example.com:8080, http, false",
                "http://example.com, example.com:8080, http, false",
                "http://example.com.evil.example:8080, example.com:8080, http, false",
                "http://evil.example/example.com:8080, example.com:8080, http, false",
                "http://[::2]:8080, [::1]:8080, http, false",
                "https://evil.example, example.com, https, false",
                "https://example.com:443@evil.example, example.com, https, false",
                "https://example.com@evil.example:8080, evil.example:8080, https, false",
                // the page of another program on the same host
                "http://localhost:3000, localhost, http, false",
                "http://localhost:3000, localhost:80, http, false",
                "http://localhost, localhost:8080, http, false",
                "https://example.com:8443, example.com, https, false",
                "http://[::1]:8080, [::1], http, false",
                // another scheme
                "https://example.com:8080, example.com:8080, http, false",
                "http://example.com:8443, example.com:8443, https, false",
                "https://example.com, example.com, http, false",
                "http://example.com, example.com, https, false",
                "tauri://localhost, localhost, http, false",
                "tauri://localhost, localhost:8080, http, false",
                "tauri://localhost:8080, localhost:8080, http, false",
                "chrome-extension://localhost:1, localhost:8080, http, false",
                "capacitor://localhost, localhost, http, false",
                "file://localhost, localhost, http, false",
                "ws+unix://localhost, localhost, http, false",
                // no origin at all
                "null, example.com:8080, http, false",
                "'', example.com:8080, http, false",
                "//example.com:8080, example.com:8080, http, false",
                "http:example.com, example.com, http, false",
                "http://exa mple.com, example.com, http, false",
                "http://example.com:, example.com, http, false",
                "http://example.com:080, example.com, http, true",
                "http://example.com:99999999999, example.com, http, false",
                "http://example.com?x, example.com, http, false",
                "'http://example.com, http://evil.example', example.com, http, false",
            })
    void allowsOnlyPagesOfThisService(@Nullable String origin, @Nullable String host, String scheme, boolean allowed) {
        assertThat(OriginPolicy.allows(origin, host, scheme)).isEqualTo(allowed);
    }
}
