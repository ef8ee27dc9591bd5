package io.operations.hook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** URLs as they are sent and shown. */
class EndpointTests {

    @ParameterizedTest
    @CsvSource({
        "'', http://a.com/a/b?x=1",
        "'#f', http://a.com/a/b?x=1",
        "'?', http://a.com/a/b?",
        "'?p=2', http://a.com/a/b?p=2",
        "'?p=2#f', http://a.com/a/b?p=2",
        "c?p=2, http://a.com/a/c?p=2",
        "../c, http://a.com/c",
        "/, http://a.com/",
        "//b.com, http://b.com/",
        "https://b.com:81?p=2, https://b.com:81/?p=2"
    })
    void resolvesLocations(String location, String expected) {
        var endpoint = Endpoint.of("http://a.com/a/b?x=1", "url");

        assertThat(endpoint.resolve(location, "Location").uri()).hasToString(expected);
    }

    @Test
    void writesBytesThatAreNoAsciiAsUrlsDo() {
        assertThat(Endpoint.ascii("/é%20\u0080?~".getBytes(ISO_8859_1))).isEqualTo("/%E9%20%80?~");
    }

    @Test
    void showsNothingThatMayBeSecret() {
        assertThat(Endpoint.of("https://A.com:8443/services/T0/secret?token=secret", "url"))
                .hasToString("https://a.com:8443");
    }
}
