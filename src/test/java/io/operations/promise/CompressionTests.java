package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.RulesTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Scrapes are compressed for who takes that (contract §3.8). Nothing else is: answers are short, and may hold secrets. */
@RulesTest
class CompressionTests {

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    CompressionTests(@LocalServerPort int port) {
        this.port = port;
    }

    private HttpResponse<byte[]> get(String path, String encoding) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Accept-Encoding", encoding)
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    private static String encoding(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Encoding").orElse("");
    }

    private static String unzipped(byte[] bytes) throws IOException {
        try (var stream = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/1.0/metrics", "/actuator/prometheus"})
    void compressesScrapes(String path) throws Exception {
        var zipped = get(path, "gzip");
        var plain = get(path, "identity");

        assertThat(encoding(zipped)).isEqualTo("gzip");
        assertThat(unzipped(zipped.body())).contains("api_requests_ongoing{entity_type=\"server\"}");
        assertThat(encoding(plain)).isEmpty();
        assertThat(zipped.body().length).isLessThan(plain.body().length / 2);
    }

    @Test
    void compressesThePageOfTheDocument() throws Exception {
        for (var file : new String[] {"/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"}) {
            assertThat(encoding(get(file, "gzip"))).as(file).isEqualTo("gzip");
        }
    }

    @Test
    void compressesNothingElse() throws Exception {
        assertThat(encoding(get("/1.0/operation-types", "gzip"))).isEmpty();
        assertThat(encoding(get("/1.0/operations?recursion=2&all-projects=true", "gzip")))
                .isEmpty();
    }
}
