package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Listener;
import io.operations.NamedCallers;
import io.operations.RulesTest;
import io.operations.TestHooks;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** {@code /1.0/projects}, and that nothing is done in a project that does not exist (contract §3.1, §3.6, §6.5). */
@RulesTest
class ProjectTests {

    private static final String EMPTY =
            "{\"type\":\"sync\",\"status\":\"Success\",\"status_code\":200,\"operation\":\"\",\"error_code\":0,\"error\":\"\","
                    + "\"metadata\":{}}";

    private final int port;
    private final Api api;
    private final String project = "p-" + Bodies.unique();

    ProjectTests(@LocalServerPort int port) {
        this.port = port;
        api = Api.on(port);
    }

    private static String url(String name) {
        return "/1.0/projects/" + name;
    }

    private Api.Answer create(String fields) {
        return api.post("/1.0/projects", "{\"name\": \"" + project + "\"" + fields + "}");
    }

    private Api.Answer schedule(String body, String... headers) {
        return api.post("/1.0/operations?project=" + project, body, headers);
    }

    private List<String> urls() {
        return api.get("/1.0/projects").hasStatus(200).metadata().values().stream()
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void isThereOnceItIsCreated() {
        var created = create(", \"description\": \"Ours\", \"config\": {}").hasStatus(201);

        assertThat(created.text().strip()).isEqualTo(EMPTY);
        assertThat(created.header("Location")).isEqualTo(url(project));
        assertThat(api.get(url(project)).hasStatus(200).metadata().toString())
                .isEqualTo("{\"name\":\"" + project + "\",\"description\":\"Ours\",\"config\":{},\"used_by\":[]}");
        assertThat(urls()).contains(url("default"), url(project)).isSorted();
        assertThat(api.get("/1.0/projects?recursion=1").metadata().values())
                .contains(
                        api.get(url(project)).metadata(),
                        api.get(url("default")).hasStatus(200).metadata());
    }

    @Test
    void needsANameOnly() {
        create("").hasStatus(201);

        assertThat(api.get(url(project)).metadata().path("description").asString())
                .isEmpty();
    }

    @Test
    void isGoneOnceItIsDeleted() {
        create("").hasStatus(201);

        assertThat(api.delete(url(project)).hasStatus(200).text().strip()).isEqualTo(EMPTY);

        api.get(url(project)).refuses(404, "Project not found");
        api.delete(url(project)).refuses(404, "Project not found");
        assertThat(urls()).doesNotContain(url(project));
    }

    @Test
    void isMadeByOneOfMany() {
        var request = api.request("/1.0/projects")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\": \"" + project + "\"}"))
                .build();

        var answers =
                IntStream.range(0, 20).mapToObj(_ -> api.sendLater(request)).toList();

        assertThat(answers.stream().map(CompletableFuture::join).filter(it -> it.status() == 201))
                .hasSize(1);
        create("").refuses(409, "Project \"" + project + "\" already exists");
    }

    @Test
    void isDeletedByOneOfMany() {
        create("").hasStatus(201);

        var answers = IntStream.range(0, 10)
                .mapToObj(_ -> api.sendLater(api.request(url(project)).DELETE().build()))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).map(Api.Answer::status))
                .containsOnlyOnce(200)
                .allMatch(it -> it == 200 || it == 404);
    }

    @Test
    void cannotBeDeletedWhileAnOperationIsActive() {
        create("").hasStatus(201);
        var gate = Bodies.unique();
        var running = schedule(Bodies.gated(gate)).hasStatus(202).id();

        api.delete(url(project)).refuses(400, "Only empty projects can be removed");

        assertThat(api.get(url(project)).status()).isEqualTo(200);
        TestHooks.open(gate);
        api.await(running);
        api.delete(url(project)).hasStatus(200);
    }

    @Test
    void takesItsPastAlong() {
        create("").hasStatus(201);
        var key = new String[] {"Idempotency-Key", Bodies.unique()};
        var single = schedule(Bodies.NOOP, key).hasStatus(202).id();
        var family =
                schedule(Bodies.family(Bodies.NOOP, Bodies.NOOP)).hasStatus(202).id();
        var elsewhere = api.schedule(Bodies.NOOP).id();
        List.of(single, family, elsewhere).forEach(api::await);

        api.delete(url(project)).hasStatus(200);
        create("").hasStatus(201);

        assertThat(api.get("/1.0/operations?recursion=2&project=" + project).metadata())
                .isEmpty();
        assertThat(api.get("/1.0/operations?history=true&project=" + project).metadata())
                .isEmpty();
        api.get("/1.0/operations/" + single).refuses(404);
        api.get("/1.0/operations/" + family).refuses(404);
        assertThat(schedule(Bodies.NOOP, key).hasStatus(202).id()).isNotEqualTo(single);
        assertThat(api.get("/1.0/operations/" + elsewhere).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"noop\"}",
                "{\"type\": \"noop\", \"class\": \"durable\"}",
                "{\"type\": \"relay\"}",
                "{\"type\": \"token\"}",
                "{\"type\": \"bulk\", \"children\": [{\"type\": \"noop\"}, {\"type\": \"noop\"}]}"
            })
    void isNeededToSchedule(String body) {
        var key = new String[] {"Idempotency-Key", Bodies.unique()};

        schedule(body, key).refuses(404, "Project not found");
        schedule(body).refuses(404, "Project not found");

        create("").hasStatus(201);
        assertThat(api.get("/1.0/operations?history=true&project=" + project).metadata())
                .isEmpty();
        var accepted = schedule(body, key).hasStatus(202).id();
        api.delete("/1.0/operations/" + accepted);
    }

    @Test
    void isNeededToListAndToListen() {
        api.get("/1.0/operations?project=" + project).refuses(404, "Project not found");
        api.get("/1.0/operations?recursion=1&history=true&project=" + project).refuses(404, "Project not found");
        api.get("/1.0/events?project=" + project).refuses(404, "Project not found");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> Listener.on(port, "project=" + project))
                .havingCause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        it -> assertThat(it.getResponse().statusCode()).isEqualTo(404));

        create("").hasStatus(201);

        api.get("/1.0/operations?project=" + project).hasStatus(200);
        api.get("/1.0/operations?history=true&project=" + project).hasStatus(200);
        Listener.on(port, "project=" + project).close();
    }

    @Test
    void tellsListenersWhoMadeAndDeletedIt() {
        try (var everybody = Listener.on(port, "type=lifecycle&all-projects=true");
                var others = Listener.on(port, "type=lifecycle")) {
            api.send(api.request("/1.0/projects")
                            .header(NamedCallers.HEADER, "tls/alice")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"name\": \"" + project + "\"}"))
                            .build())
                    .hasStatus(201);
            create("").refuses(409);
            api.send(api.request(url(project))
                            .header(NamedCallers.HEADER, "tls/bob")
                            .DELETE()
                            .build())
                    .hasStatus(200);
            api.delete(url(project)).refuses(404);

            await().until(() -> everybody.heard(this::isOurs).size() >= 2);
            assertThat(everybody.heard(this::isOurs))
                    .allSatisfy(it -> assertThat(it.path("project").asString()).isEqualTo(project))
                    .extracting(it -> it.path("metadata").toString())
                    .containsExactly(lifecycle("created", "alice"), lifecycle("deleted", "bob"));
            assertThat(others.heard(this::isOurs)).isEmpty();
        }
    }

    private boolean isOurs(JsonNode event) {
        return event.at("/metadata/source").asString("").equals(url(project));
    }

    private String lifecycle(String what, String who) {
        return "{\"action\":\"project-" + what + "\",\"source\":\"" + url(project) + "\",\"requestor\":{\"username\":\""
                + who + "\",\"protocol\":\"tls\",\"address\":\"127.0.0.1:1\"},\"project\":\"" + project + "\"}";
    }
}
