package io.operations.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** "Secrets at rest": the document tells {@code secret_ref} in a header of {@code http-request}, and the service takes what it tells. */
@ServiceTest
class SecretReferenceTests {

    private static final ApiModel API = ApiModel.read();
    private static final Schemas SCHEMAS = new Schemas(API.document());

    private final Api api;

    SecretReferenceTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    private static boolean isDocumented(String body) {
        return SCHEMAS.differences(
                        API.schema("ScheduledOperation"), JsonMapper.shared().readTree(body))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "202 | \"text\"",
                "202 | {\"secret_ref\": \"backup\"}",
                "400 | {}",
                "400 | {\"secret_ref\": 5}",
                "400 | {\"secret_ref\": \"a\", \"more\": 1}",
                "400 | [\"text\"]"
            })
    void isToldAsItIsTaken(int status, String value) {
        var call =
                "{\"type\": \"http-request\", \"inputs\": {\"url\": \"http://127.0.0.1:9/\", \"headers\": {\"X-A\": %s}}}"
                        .formatted(value);
        var family = "{\"type\": \"bulk\", \"children\": [" + call + "]}";

        api.schedule(call).hasStatus(status);
        assertThat(isDocumented(call)).isEqualTo(status == 202);
        assertThat(isDocumented(family)).isEqualTo(status == 202);
    }

    /** Another type may have headers of its own. */
    @Test
    void isOfHttpRequestsOnly() {
        assertThat(isDocumented("{\"type\": \"echo\", \"inputs\": {\"headers\": {\"X-A\": 5}}}"))
                .isTrue();
    }

    @Test
    void isShown() {
        assertThat(API.operation("POST", "/1.0/operations")
                        .at("/requestBody/content/application~1json/examples/secret/value/inputs/headers")
                        .toString())
                .contains("secret_ref");
    }
}
