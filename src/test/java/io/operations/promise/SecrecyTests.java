package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Listener;
import io.operations.NamedCallers;
import io.operations.RulesTest;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whoever scheduled an operation finds its secrets wherever they look; others see the same without (design §5). */
@RulesTest
class SecrecyTests {

    private static final String ALICE = "named/alice";

    private final int port;
    private final Api api;
    private final String project;

    SecrecyTests(@LocalServerPort int port) {
        this.port = port;
        api = Api.on(port);
        project = api.project(Bodies.unique());
    }

    private String get(String path, String caller) {
        return api.send(api.request(path)
                        .header(NamedCallers.HEADER, caller)
                        .GET()
                        .build())
                .hasStatus(200)
                .text();
    }

    private List<String> readings(UUID id) {
        var one = "/1.0/operations/" + id;
        var all = "/1.0/operations?project=" + project + "&recursion=";
        return List.of(
                one,
                one + "?recursion=1",
                one + "?secret=x",
                one + "/wait?timeout=0",
                all + "1",
                all + "2",
                all + "1&history=true",
                all + "2&history=true");
    }

    @ParameterizedTest
    @CsvSource({"rule-console, fds", "rule-shell, fds", "rule-token, secret"})
    void tellsTheRequestorOnly(String type, String field) {
        try (var listener = Listener.on(port, "all-projects=true")) {
            var scheduled = api.post(
                            "/1.0/operations?project=" + project,
                            "{\"type\": \"" + type + "\""
                                    + (type.equals("rule-shell") ? ", \"inputs\": {\"gate\": \"never\"}" : "") + "}",
                            NamedCallers.HEADER,
                            ALICE)
                    .hasStatus(202);
            var secret = scheduled.metadata().path("metadata").path(field);
            var text = field.equals("fds") ? secret.path("control").asString() : secret.asString();

            assertThat(text).hasSize(64);
            assertTold(scheduled.id(), text, field);
            api.delete("/1.0/operations/" + scheduled.id()).hasStatus(200);
            assertTold(scheduled.id(), text, field);
            await().until(() -> listener.statuses(scheduled.id()).contains("Cancelled"));
            assertThat(listener.heard(it -> it.toString().contains(text))).isEmpty();
        }
    }

    private void assertTold(UUID id, String secret, String field) {
        for (var path : readings(id)) {
            assertThat(get(path, ALICE)).as(path).contains(secret);
            for (var caller : List.of("named/bob", "oidc/alice", "/", "none/anonymous")) {
                assertThat(get(path, caller))
                        .as("%s as %s", path, caller)
                        .contains(id.toString())
                        .doesNotContain(secret, "\"" + field + "\":");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/1.0/operations", "/1.0/operations?history=true"})
    void tellsNobodyInListsOfUrls(String path) {
        var token = api.schedule("{\"type\": \"rule-token\"}", NamedCallers.HEADER, ALICE)
                .hasStatus(202);
        var secret = token.metadata().path("metadata").path("secret").asString();

        assertThat(Stream.of(ALICE, "named/bob").map(it -> get(path, it))).noneMatch(it -> it.contains(secret));
        api.post("/1.0/operations/" + token.id() + "/redeem", "{\"secret\": \"" + secret + "\"}")
                .hasStatus(200);
    }
}
