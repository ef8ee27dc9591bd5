package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A body that asks for the impossible is refused with a message that helps, and leaves nothing behind. */
@ServiceTest
class RefusedBodyTests {

    private final Api api;
    private final String project;

    RefusedBodyTests(@LocalServerPort int port) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
    }

    private Api.Answer schedule(String body) {
        return api.post("/1.0/operations?project=" + project, body);
    }

    private void assertNothingIsLeft() {
        assertThat(api.get("/1.0/operations?history=true&project=" + project).metadata())
                .isEmpty();
    }

    static Stream<Arguments> bodies() {
        return Stream.concat(malformed(), Stream.concat(fields(), Stream.concat(inputs(), unstorable())));
    }

    private static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("", "must be a JSON object"),
                arguments("{", "not valid JSON (line 1, column 2)"),
                arguments("[]", "must be a JSON object"),
                arguments("\"noop\"", "must be a JSON object"),
                arguments("null", "must be a JSON object"),
                arguments("{\"type\": \"noop\"} x", "not valid JSON"),
                arguments("{\"type\": \"noop\"}{}", "not valid JSON"),
                arguments("{\"type\": \"noop\", \"type\": \"noop\"}", "not valid JSON"),
                arguments("{\"type\": \"noop\", \"metadata\": {\"a\": 1, \"a\": 2}}", "not valid JSON"),
                arguments("{'type': 'noop'}", "not valid JSON"));
    }

    private static Stream<Arguments> fields() {
        return Stream.of(
                arguments("{}", "\"type\" is required"),
                arguments("{\"type\": null}", "\"type\" must not be null"),
                arguments("{\"type\": 1}", "\"type\" must be a string"),
                arguments("{\"type\": \"nope\"}", "Unknown operation type \"nope\""),
                arguments(noop("\"nope\": 1"), "\"nope\" is not a known field"),
                arguments(noop("\"class\": 1"), "\"class\" must be a string"),
                arguments(noop("\"class\": \"nope\""), "class \"nope\""),
                arguments(noop("\"class\": \"token\""), "class \"token\""),
                arguments(noop("\"class\": null"), "\"class\" must not be null"),
                arguments(noop("\"metadata\": []"), "\"metadata\" must be an object"),
                arguments(noop("\"metadata\": {\"entity_url\": 1}"), "\"entity_url\" must be a string"),
                arguments(noop("\"inputs\": 1"), "\"inputs\" must be an object"),
                arguments(noop("\"resources\": []"), "\"resources\" must be an object"),
                arguments(noop("\"resources\": {\"a\": \"b\"}"), "\"resources.a\" must be an array of strings"),
                arguments(noop("\"resources\": {\"a\": [1]}"), "\"resources.a\" must be an array of strings"),
                arguments(noop("\"resources\": {\"a\": [null]}"), "\"resources.a\" must be an array of strings"),
                arguments(noop("\"entity_url\": 1"), "\"entity_url\" must be a string"),
                arguments(noop("\"entity_url\": \"\""), "entity_url must be an absolute path"),
                arguments(noop("\"entity_url\": \"x\""), "entity_url must be an absolute path"),
                arguments(noop("\"entity_url\": \"//host/x\""), "entity_url must be an absolute path"),
                arguments(noop("\"entity_url\": \"http://host/x\""), "entity_url must be an absolute path"),
                arguments(noop("\"entity_url\": \"/%zz\""), "entity_url must be an absolute path"),
                arguments(noop("\"conflict_reference\": {}"), "\"conflict_reference\" must be a string"),
                arguments(noop("\"conflict_reference\": \" \""), "conflict_reference must not be blank"),
                arguments(noop("\"conflict_reference\": \"" + "x".repeat(1025) + "\""), "conflict_reference must not"));
    }

    private static Stream<Arguments> inputs() {
        return Stream.of(
                arguments(noop("\"inputs\": {\"x\": 1}"), "inputs.x is not an input"),
                arguments("{\"type\": \"wait\"}", "inputs.duration is required"),
                arguments("{\"type\": \"wait\", \"inputs\": {\"duration\": null}}", "inputs.duration is required"),
                arguments("{\"type\": \"wait\", \"inputs\": {\"duration\": true}}", "inputs.duration must be"),
                arguments("{\"type\": \"wait\", \"inputs\": {\"duration\": \"soon\"}}", "inputs.duration must be"),
                arguments(
                        "{\"type\": \"wait\", \"inputs\": {\"duration\": -1}}", "inputs.duration must not be negative"),
                arguments("{\"type\": \"wait\", \"inputs\": {\"duration\": 1, \"y\": 1}}", "inputs.y is not an input"),
                arguments("{\"type\": \"http-request\", \"inputs\": {}}", "inputs.url is required"),
                arguments("{\"type\": \"http-request\", \"inputs\": {\"url\": 1}}", "inputs.url must be a string"),
                arguments("{\"type\": \"http-request\", \"inputs\": {\"url\": \"x\"}}", "inputs.url must be"),
                arguments("{\"type\": \"http-request\", \"inputs\": {\"url\": \"http://example.com/\"}}", "inputs.url"),
                arguments(
                        "{\"type\": \"failing\", \"inputs\": {\"message\": \"m\", \"code\": 1}, \"conflict_reference\": \"r\"}",
                        "Conflict reference \"r\""));
    }

    private static Stream<Arguments> unstorable() {
        return Stream.of("\\u0000", "\\ud800", "a\\udfffb")
                .flatMap(text -> Stream.of(
                        arguments("{\"type\": \"" + text + "\"}", "type"),
                        arguments(noop("\"class\": \"" + text + "\""), "class"),
                        arguments(noop("\"metadata\": {\"a\": {\"b\": [\"" + text + "\"]}}"), "metadata.a.b must"),
                        arguments(noop("\"resources\": {\"a\": [\"" + text + "\"]}"), "resources.a must"),
                        arguments(noop("\"entity_url\": \"/" + text + "\""), "entity_url must"),
                        arguments(noop("\"conflict_reference\": \"" + text + "\""), "conflict_reference must"),
                        arguments(
                                "{\"type\": \"gated\", \"inputs\": {\"gate\": \"" + text + "\"}}",
                                "inputs.gate must")));
    }

    private static String noop(String more) {
        return "{\"type\": \"noop\", " + more + "}";
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void refuses(String body, String reason) {
        schedule(body).refuses(400, reason);

        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1e999", "NaN", "Infinity", "01", "+1"})
    void refusesNumbersThatJsonDoesNotKnow(String number) {
        schedule(noop("\"metadata\": {\"a\": " + number + "}")).refuses(400);

        assertNothingIsLeft();
    }

    @Test
    void refusesNumbersThatAreOnlyLong() {
        schedule(noop("\"metadata\": {\"a\": " + "9".repeat(1001) + "}")).refuses(400, "too long a number");

        assertNothingIsLeft();
    }

    @Test
    void keepsHugeIntegers() {
        var huge = "9".repeat(1000);
        var scheduled = schedule(noop("\"metadata\": {\"a\": " + huge + "}")).hasStatus(202);

        assertThat(api.await(scheduled.id()).text()).contains(huge);
        assertThat(api.get("/1.0/operations/" + scheduled.id()).text()).contains(huge);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 490, 498, 499, 2_000})
    void refusesDeepNesting(int levels) {
        var deep = "[".repeat(levels) + "1" + "]".repeat(levels);

        schedule(noop("\"metadata\": {\"a\": " + deep + "}")).refuses(400, "nested");
        schedule("{\"type\": \"http-request\", \"inputs\": {\"url\": \"http://127.0.0.1:1/\", \"body\": " + deep + "}}")
                .refuses(400, "nested");

        assertNothingIsLeft();
    }

    @Test
    void listsWhatIsNestedAsDeepAsAllowed() {
        var deep = "[".repeat(99) + "1" + "]".repeat(99);
        var scheduled = schedule(noop("\"metadata\": {\"a\": " + deep + "}")).hasStatus(202);

        api.await(scheduled.id());

        assertThat(api.get("/1.0/operations?recursion=2&project=" + project)
                        .hasStatus(200)
                        .text())
                .contains(deep);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        var body = noop("\"metadata\": {\"a\": \"\u00ff\"}").getBytes(StandardCharsets.ISO_8859_1);

        api.send(api.request("/1.0/operations?project=" + project)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build())
                .refuses(400, "not valid JSON");

        assertNothingIsLeft();
    }

    @Test
    void keepsEveryCharacterThatUnicodeHas() {
        var scheduled = schedule(noop("\"metadata\": {\"a\": \"\\ud83d\\ude00 \\uffff é\"}"))
                .hasStatus(202);

        assertThat(api.await(scheduled.id())
                        .metadata()
                        .path("metadata")
                        .path("a")
                        .asString())
                .isEqualTo("\ud83d\ude00 \uffff é");
    }

    @Test
    void refusesAConflictReferenceThatIsTaken() {
        var gate = Bodies.unique();
        var gated = "{\"type\": \"gated\", \"inputs\": {\"gate\": \"%s\"}, \"conflict_reference\": \"%s\"}"
                .formatted(gate, gate);
        var holder = schedule(gated).hasStatus(202);

        schedule(gated)
                .refuses(
                        409,
                        "Failed creating \"Waiting at a gate\" operation record: An operation with this conflict reference is"
                                + " already running");

        TestHooks.open(gate);
        api.await(holder.id());
        api.await(schedule(gated).hasStatus(202).id());
    }

    @Test
    void tellsNothingOfItsOwnMistakes() {
        schedule("{\"type\": \"broken\"}").refuses(500, "Internal server error");

        assertNothingIsLeft();
    }
}
