package io.operations.openapi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is not as the document says is told apart from what is. */
class ContractTests {

    private static final String PROJECTS = "/1.0/projects";
    private static final String SYNC = """
            {"type": "sync", "status": "Success", "status_code": 200, "operation": "", "error_code": 0, "error": "", "metadata": %s}""";
    private static final String ERROR = """
            {"type": "error", "status": "", "status_code": 0, "operation": "", "error_code": %d, "error": "No", "metadata": null}""";

    private static void answered(String method, String path, int status, String text, String... headers) {
        var all = new HashMap<String, List<String>>();
        all.put("Content-Type", List.of("application/json"));
        all.put("X-Content-Type-Options", List.of("nosniff"));
        for (var i = 0; i < headers.length; i += 2) all.put(headers[i], List.of(headers[i + 1]));
        var body = JsonMapper.shared().readTree(text);
        Contract.answered(method, path, status, HttpHeaders.of(all, (_, _) -> true), text, body);
    }

    private static void differs(String how, String method, String path, int status, String text, String... headers) {
        assertThatThrownBy(() -> answered(method, path, status, text, headers))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(how);
    }

    @Test
    void knowsWhatIsRight() {
        answered("GET", PROJECTS, 200, SYNC.formatted("[\"/1.0/projects/a\"]"));
        answered("GET", PROJECTS, 403, ERROR.formatted(403));
        answered("POST", PROJECTS, 201, SYNC.formatted("{}"), "Location", "/1.0/projects/a");
        answered("GET", "/nowhere", 404, ERROR.formatted(404));
        answered("GET", PROJECTS, 417, ERROR.formatted(417));
        answered("PUT", PROJECTS, 405, ERROR.formatted(405), "Allow", "GET, POST");
    }

    @Test
    void missesNoStatusNorPath() {
        differs("does not know", "GET", PROJECTS, 404, ERROR.formatted(404));
        differs("does not know", "GET", PROJECTS, 202, SYNC.formatted("[]"));
        differs("does not know", "GET", "/nowhere", 200, SYNC.formatted("[]"));
        assertThatThrownBy(() -> Contract.answered("GET", PROJECTS, 101)).isInstanceOf(AssertionError.class);
        assertThatCode(() -> Contract.answered("GET", "/1.0/events", 101)).doesNotThrowAnyException();
    }

    @Test
    void missesNoFieldNorValue() {
        differs("metadata", "GET", PROJECTS, 200, SYNC.formatted("[1]"));
        differs(
                "used_by",
                "GET",
                PROJECTS + "/a",
                200,
                SYNC.formatted("{\"name\": \"a\", \"description\": \"\", \"config\": {}}"));
        differs(
                "more",
                "GET",
                PROJECTS + "/a",
                200,
                SYNC.formatted(
                        "{\"name\": \"a\", \"description\": \"\", \"config\": {}, \"used_by\": [], \"more\": 1}"));
        differs("another code", "GET", PROJECTS, 403, ERROR.formatted(400));
    }

    @Test
    void missesNoHeader() {
        differs("without the header Location", "POST", PROJECTS, 201, SYNC.formatted("{}"));
        differs("the header Location", "POST", PROJECTS, 201, SYNC.formatted("{}"), "Location", "/1.0/other");
        differs("without the header Retry-After", "GET", PROJECTS, 503, ERROR.formatted(503));
        differs("as \"text/html\"", "GET", PROJECTS, 200, SYNC.formatted("[]"), "Content-Type", "text/html");
    }

    @Test
    void missesNothingThatWasAcceptedNorHeard() {
        Contract.accepted("POST", PROJECTS, "{\"name\": \"a\"}");

        assertThatThrownBy(() -> Contract.accepted("POST", PROJECTS, "{\"name\": \"a b\"}"))
                .hasMessageContaining("accepted what it should not");
        assertThatThrownBy(() -> Contract.heard(JsonMapper.shared().readTree("{\"type\": \"other\"}")))
                .hasMessageContaining("Not an event");
    }
}
