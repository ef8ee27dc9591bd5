package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.hook.HttpSecretSettings.Secret;
import io.operations.operation.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §4: headers with secrets that the caller of an operation does not know, and that nothing repeats. */
class HttpSecretsTests {

    private static final String VALUE = "Bearer hush-hush/42\"";
    private static final List<String> HERE = List.of("127.0.0.1:*");

    private static Secret secret(List<String> projects, List<String> hosts) {
        return new Secret(VALUE, null, projects, hosts);
    }

    private static RecordedRun run(FakeEndpoint endpoint, String name) {
        return RecordedRun.of("""
                {"url": "%s", "headers": {"Authorization": {"secret_ref": "%s"}, "X-Plain": "a"}}""".formatted(endpoint.url("/"), name));
    }

    @Test
    void areSentInPlaceOfTheirNames() throws InterruptedException {
        var hook = HttpHooks.sending(Map.of("backup", secret(List.of("default"), HERE)));
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "")) {
            var run = run(endpoint, "backup");
            hook.validate(run.inputs());

            hook.run(run);

            assertThat(endpoint.received().getFirst().headers())
                    .containsEntry("Authorization", VALUE)
                    .containsEntry("X-Plain", "a");
        }
    }

    @Test
    void areReadFromAFileAtEachCall(@TempDir Path folder) throws IOException, InterruptedException {
        var file = Files.writeString(folder.resolve("token"), "Bearer one\n");
        var hook = HttpHooks.sending(Map.of("backup", new Secret(null, file, List.of("*"), HERE)));
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "")) {
            hook.run(run(endpoint, "backup"));
            Files.writeString(file, "Bearer two\n");
            hook.run(run(endpoint, "backup"));

            assertThat(endpoint.received())
                    .extracting(it -> it.headers().get("Authorization"))
                    .containsExactly("Bearer one", "Bearer two");
            Files.delete(file);
            assertFailed(hook, run(endpoint, "backup"), 503);
        }
    }

    /** A project uses no secret of another, and no secret goes to another host; absent ones look the same. */
    @ParameterizedTest
    @ValueSource(strings = {"of-others", "for-elsewhere", "for-another-port", "absent", "../backup", ""})
    void areRefusedToWhomTheyDoNotBelong(String name) {
        var hook = HttpHooks.sending(Map.of(
                "of-others", secret(List.of("others"), HERE),
                "for-elsewhere", secret(List.of("*"), List.of("backup.example.com")),
                "for-another-port", secret(List.of("*"), List.of("127.0.0.1:1"))));
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "")) {
            assertThatExceptionOfType(OperationException.Failed.class)
                    .isThrownBy(() -> hook.run(run(endpoint, name)))
                    .withMessage("inputs.headers.Authorization names a secret that operations of this project may not"
                            + " send to " + endpoint.origin());
            assertThat(endpoint.received()).isEmpty();
        }
    }

    private static void assertFailed(HttpRequestHook hook, RecordedRun run, int code) {
        assertThatExceptionOfType(OperationException.Failed.class)
                .isThrownBy(() -> hook.run(run))
                .matches(it -> it.code() == code)
                .withMessageNotContaining("hush");
    }

    /** An endpoint that repeats what it was sent, in an answer, an error or a stream. */
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/x-ndjson"})
    void areTakenOutOfWhatEndpointsRepeat(String mediaType) throws InterruptedException {
        var hook = HttpHooks.sending(Map.of("backup", secret(List.of("default"), HERE)));
        var said = "{\"return\": \"hush-hush/42\\\"\", \"metadata\": {\"echo\": \"Bearer hush-hush\\/42\\\"\"}}\n";
        for (var status : List.of("200 OK", "500 Internal Server Error")) {
            try (var endpoint = FakeEndpoint.answering(status, "Content-Type: " + mediaType, said)) {
                var run = run(endpoint, "backup");
                if (status.startsWith("200")) {
                    hook.run(run);
                } else {
                    assertFailed(hook, run, 500);
                }
                assertThat(run.metadata("return").toString()).doesNotContain("hush");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"secret_ref\": 5}", "{\"secret_ref\": \"a\", \"more\": 1}", "{\"other\": \"a\"}"})
    void areNamedLikeThatOnly(String value) {
        var hook = HttpHooks.onLoopback();
        var inputs = RecordedRun.inputs("{\"url\": \"http://127.0.0.1:9000/\", \"headers\": {\"X-A\": " + value + "}}");

        assertThatThrownBy(() -> hook.validate(inputs))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessageStartingWith("inputs.headers.X-A must be text, or {\"secret_ref\"");
    }

    @Test
    void areConfiguredAsAWhole() {
        assertRefused(new Secret(null, null, List.of("*"), HERE));
        assertRefused(new Secret(VALUE, Path.of("x"), List.of("*"), HERE));
        assertRefused(secret(List.of(), HERE));
        assertRefused(secret(List.of("*"), List.of()));
        assertRefused(secret(List.of("*"), List.of("http://a.com")));
        assertThat(secret(List.of("*"), HERE).toString()).doesNotContain("hush");
    }

    private static void assertRefused(Secret secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpSecretSettings(Map.of("backup", secret)))
                .withMessageStartingWith("operations.http.")
                .withMessageNotContaining("hush");
    }
}
