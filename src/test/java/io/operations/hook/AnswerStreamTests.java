package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.operations.operation.OperationException;
import io.operations.operation.Progress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that arrive line by line. */
@Timeout(30)
class AnswerStreamTests {

    private static final String NDJSON = "application/x-ndjson";

    private final HttpRequestHook hook = HttpHooks.onLoopback();

    private static FakeEndpoint streaming(String... chunks) {
        return FakeEndpoint.start((request, connection) -> {
            connection.startStream(NDJSON);
            for (var chunk : chunks) {
                connection.chunk(chunk);
            }
            connection.endStream();
        });
    }

    private RecordedRun run(String... chunks) throws InterruptedException {
        try (var endpoint = streaming(chunks)) {
            var run = HttpHooks.get(endpoint.url("/"));
            hook.run(run);
            return run;
        }
    }

    private OperationException.Failed failure(RecordedRun run) {
        return assertThatExceptionOfType(OperationException.Failed.class)
                .isThrownBy(() -> hook.run(run))
                .actual();
    }

    @Test
    void updatesTheOperationWhileTheEndpointWorks() throws Exception {
        var goOn = new CountDownLatch(1);
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            connection.startStream(NDJSON + "; charset=utf-8");
            connection.chunk(
                    "{\"progress\": {\"stage\": \"copy\", \"percent\": 40, \"processed\": 4096, \"speed\": 512}}\n");
            goOn.await();
            connection.chunk("{\"metadata\": {\"snapshot\": \"s1\"}, \"return\": {\"id\": 7}}\n");
            connection.endStream();
        })) {
            var run = HttpHooks.get(endpoint.url("/"));
            var started = HttpHooks.start(hook, run);

            await().until(() -> run.progress().equals(List.of(new Progress("copy", 40, 4096, 512))));
            assertThat(started.outcome()).isNotDone();
            goOn.countDown();
            started.outcome().get();

            assertThat(run.metadata("snapshot").stringValue()).isEqualTo("s1");
            assertThat(run.metadata("return"))
                    .isEqualTo(RecordedRun.inputs("{\"status\": 200, \"body\": {\"id\": 7}}")
                            .toJson());
        }
    }

    @Test
    void takesLinesHoweverTheyAreCut() throws InterruptedException {
        var run = run(
                "{\"metadata\": {\"a\":",
                " 1}}\r\n\n  \n{\"metadata\": {\"b\": 2}}\n{\"metadata\"",
                ": {\"c\": \"ü\"}}");

        assertThat(run.metadata("a").intValue()).isEqualTo(1);
        assertThat(run.metadata("b").intValue()).isEqualTo(2);
        assertThat(run.metadata("c").stringValue()).isEqualTo("ü");
    }

    @Test
    void takesSeveralKeysInOneLineAndSkipsOthers() throws InterruptedException {
        var run =
                run("{\"progress\": {\"percent\": 12.9}, \"metadata\": {\"a\": \"x\\u0000\"}, \"level\": \"info\"}\n");

        assertThat(run.progress()).containsExactly(new Progress("request", 12, 0, 0));
        assertThat(run.metadata("a").stringValue()).isEqualTo("x\uFFFD");
        assertThat(run.metadata("return"))
                .isEqualTo(RecordedRun.inputs("{\"status\": 200}").toJson());
    }

    @ParameterizedTest
    @CsvSource({"'', 500", "', \"error_code\": 409', 409", "', \"error_code\": 7', 400", "', \"error_code\": 1e9', 599"
    })
    void failsWithTheEndpointsError(String errorCode, int expected) {
        try (var endpoint = streaming(
                "{\"return\": \"half\"}\n{\"error\": \"Disk full\"" + errorCode + ", \"metadata\": {\"a\": 1}}\n",
                "no JSON, never read")) {
            var run = HttpHooks.get(endpoint.url("/"));

            var failure = failure(run);

            assertThat(failure).hasMessage("Disk full");
            assertThat(failure.code()).isEqualTo(expected);
            assertThat(run.metadata("a").intValue()).isEqualTo(1);
            assertThat(run.metadata("return"))
                    .isEqualTo(RecordedRun.inputs("{\"status\": 200, \"body\": \"half\"}")
                            .toJson());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oops                                 | is no JSON object: oops",
                "[1]                                  | is no JSON object: [1]",
                "{\"a\": 1                            | is no JSON object: {\"a\": 1",
                "{} {}                                | is no JSON object: {} {}",
                "{\"metadata\": 1}                    | has metadata that is no object",
                "{\"progress\": 50}                   | has progress that is no object with a stage",
                "{\"progress\": {\"stage\": 1}}       | has progress that is no object with a stage",
                "{\"progress\": {\"stage\": \" \"}}   | is refused: progress.stage must not be blank",
                "{\"progress\": {\"percent\": 101}}   | is refused: progress.percent must be at most 100",
                "{\"progress\": {\"speed\": \"1\"}}   | has progress.speed that is no number",
                "{\"error\": null}                    | has an error that is no text or an error_code that is no number",
                "{\"error\": \"a\", \"error_code\": \"b\"} | has an error that is no text or an error_code that is no number",
            })
    void failsOnABadLine(String line, String what) {
        try (var endpoint = streaming("{}\n" + line + "\n")) {
            var failure = failure(HttpHooks.get(endpoint.url("/secret?token=secret")));

            assertThat(failure).hasMessage("GET " + endpoint.origin() + " sent a stream of which line 2 " + what);
            assertThat(failure.code()).isEqualTo(502);
        }
    }

    @ParameterizedTest
    @CsvSource({"'\"error_code\": ', 500", "'\"error_code\": 1e400, \"a\": ', 599"})
    void saysTheEndpointsErrorWhateverItsCode(String start, int expected) {
        try (var endpoint = streaming("{\"error\": \"x\\u0000\", " + start + "9".repeat(400) + "}\n")) {
            var failure = failure(HttpHooks.get(endpoint.url("/")));

            assertThat(failure).hasMessage("x\uFFFD");
            assertThat(failure.code()).isEqualTo(expected);
        }
    }

    @Test
    void failsWhenUpdatesAreRefused() {
        try (var endpoint = streaming("{\"metadata\": {\"entity_url\": \"none\"}}\n")) {
            var failure = failure(HttpHooks.get(endpoint.url("/")));

            assertThat(failure)
                    .hasMessage("GET " + endpoint.origin()
                            + " sent a stream with updates that are refused: metadata.entity_url is no URL");
            assertThat(failure.code()).isEqualTo(502);
        }
    }

    @Test
    void keepsNumbersThatAreTooGreatAsText() throws InterruptedException {
        var run = run("{\"metadata\": {\"a\": [1e400]}, \"return\": {\"b\": -1e400}}\n");

        assertThat(run.metadata("a").path(0).stringValue()).isEqualTo("Infinity");
        assertThat(run.metadata("return").at("/body/b").stringValue()).isEqualTo("-Infinity");
    }

    @Test
    void takesNoMoreLevelsOfJsonThanMetadataDoes() throws InterruptedException {
        assertThat(run(nested(89)).metadata("return").path("body").isArray()).isTrue();

        try (var endpoint = streaming(nested(90))) {
            var failure = failure(HttpHooks.get(endpoint.url("/")));

            assertThat(failure)
                    .hasMessageEndingWith(
                            "line 1 is nested deeper than 90 levels or has a number or name that is too long");
            assertThat(failure.code()).isEqualTo(502);
        }
    }

    private static String nested(int levels) {
        return "{\"return\": " + "[".repeat(levels) + "]".repeat(levels) + "}\n";
    }

    @Test
    void changesTheOperationSeldomHoweverFastLinesCome() throws Exception {
        var lines = IntStream.rangeClosed(1, 10_000)
                .mapToObj("{\"progress\": {\"processed\": %1$d}, \"metadata\": {\"file\": %1$d}}\n"::formatted)
                .toArray(String[]::new);

        var run = run(lines);

        assertThat(run.progress()).hasSizeLessThan(200).endsWith(new Progress("request", 0, 10_000, 0));
        assertThat(run.additions()).hasSizeLessThan(200);
        assertThat(run.metadata("file").intValue()).isEqualTo(10_000);
    }

    @Test
    void stopsReadingALineThatIsTooLong() {
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            connection.startStream(NDJSON);
            while (true) {
                connection.chunk("x".repeat(8_192));
            }
        })) {
            assertThat(failure(HttpHooks.get(endpoint.url("/")))).hasMessageEndingWith("line 1 is longer than 64 KiB");
        }
    }

    @Test
    void boundsTheMetadataOfManyLines() {
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            connection.startStream(NDJSON);
            for (int i = 0; ; i++) {
                connection.chunk("{\"metadata\": {\"key%d\": \"%s\"}}\n".formatted(i, "x".repeat(60_000)));
            }
        })) {
            assertThat(failure(HttpHooks.get(endpoint.url("/"))))
                    .hasMessageEndingWith("line 5 makes the metadata longer than 256 KiB");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsWhenTheStreamBreaks(boolean reset) {
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            connection.startStream(NDJSON);
            connection.chunk("{\"metadata\": {\"a\": 1}}\n{\"return\": 1}\n{\"metadata\": {\"b\": 1}");
            connection.socket().setSoLinger(reset, 0);
        })) {
            var run = HttpHooks.get(endpoint.url("/"));

            var failure = failure(run);

            assertThat(failure).hasMessage("GET " + endpoint.origin() + " ended before its answer was complete");
            assertThat(failure.code()).isEqualTo(502);
            assertThat(run.metadata("b").isMissingNode()).isTrue();
        }
    }

    @Test
    void isTextWhenTheStatusIsNotExpected() {
        try (var endpoint = FakeEndpoint.answering("500 x", "Content-Type: " + NDJSON, "{\"error\": \"a\"}\n")) {
            assertThatThrownBy(() -> hook.run(HttpHooks.get(endpoint.url("/"))))
                    .hasMessageEndingWith("answered 500 Internal Server Error: {\"error\": \"a\"}");
        }
    }

    @Test
    void noticesAnInterruptEvenIfTheEndpointNeverPauses() throws Exception {
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            connection.startStream(NDJSON);
            while (true) {
                connection.chunk("{\"metadata\": {\"a\": 1}}\n".repeat(100));
            }
        })) {
            var run = HttpHooks.get(endpoint.url("/"));
            var started = HttpHooks.start(hook, run);
            await().until(() -> run.metadata("a").isNumber());

            started.thread().interrupt();

            assertThatThrownBy(() -> started.outcome().get()).hasCauseInstanceOf(InterruptedException.class);
        }
    }
}
