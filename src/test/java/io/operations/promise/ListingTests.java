package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.TestHooks;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** {@code GET /1.0/operations} (contract §3.1). */
@ServiceTest
class ListingTests {

    private final Api api;
    private final OperationService operations;
    private final TestClock clock;
    private final String project;

    ListingTests(@LocalServerPort int port, @Autowired OperationService operations, @Autowired TestClock clock) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
        this.operations = operations;
        this.clock = clock;
    }

    private UUID schedule(String body) {
        return api.post("/1.0/operations?project=" + project, body)
                .hasStatus(202)
                .id();
    }

    private UUID finished(String body) {
        var id = schedule(body);
        api.await(id);
        return id;
    }

    private JsonNode list(String query) {
        return api.get("/1.0/operations?project=" + project + query)
                .hasStatus(200)
                .metadata();
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private static List<String> texts(JsonNode array) {
        return array.values().stream().map(JsonNode::asString).toList();
    }

    @Test
    void groupsUrlsByTheStatusesThatOccur() {
        var gate = Bodies.unique();
        var running = schedule(Bodies.gated(gate));
        var succeeded = finished(Bodies.NOOP);
        var failed = finished(Bodies.failing("no", 500));

        var listed = list("");

        assertThat(listed.propertyNames()).containsExactlyInAnyOrder("running", "success", "failure");
        assertThat(texts(listed.path("running"))).containsExactly(url(running));
        assertThat(texts(listed.path("success"))).containsExactly(url(succeeded));
        assertThat(texts(listed.path("failure"))).containsExactly(url(failed));
        TestHooks.open(gate);
        api.await(running);
    }

    @Test
    void listsNothingAsAnEmptyObject() {
        assertThat(list("").toString()).isEqualTo("{}");
    }

    @Test
    void sortsById() {
        var ids = new ArrayList<String>();
        for (var i = 0; i < 20; i++) {
            ids.add(url(finished(Bodies.NOOP)));
        }

        assertThat(texts(list("").path("success")))
                .isEqualTo(ids.stream().sorted().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "10", "1;fields=name", "2;fields=metadata,status"})
    void showsWholeOperations(String recursion) {
        var id = finished(Bodies.NOOP);

        var shown = list("&recursion=" + recursion).path("success").path(0);

        assertThat(shown.path("id").asString()).isEqualTo(id.toString());
        assertThat(shown.path("status").asString()).isEqualTo("Success");
        assertThat(shown.has("children")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "00", "-1", "x", "1x", "0;fields=name", ";", "1.5", "%00"})
    void takesAnyOtherRecursionForZero(String recursion) {
        var id = finished(Bodies.NOOP);

        assertThat(texts(list("&recursion=" + recursion).path("success"))).containsExactly(url(id));
    }

    @Test
    void keepsProjectsApart() {
        var ours = finished(Bodies.NOOP);
        var theirs = api.post("/1.0/operations?project=" + api.project(Bodies.unique()), Bodies.NOOP)
                .id();

        assertThat(list("").toString()).contains(ours.toString()).doesNotContain(theirs.toString());
        assertThat(api.get("/1.0/operations").text()).doesNotContain(ours.toString());
        for (var all : List.of("true", "1", "TRUE", "yes", "on")) {
            assertThat(api.get("/1.0/operations?all-projects=" + all).text())
                    .contains(ours.toString(), theirs.toString());
        }
        assertThat(api.get("/1.0/operations?all-projects=no").text()).doesNotContain(ours.toString());
    }

    @Test
    void showsServerOperationsInTheDefaultProject() {
        var server = operations
                .scheduleServerOperation(OperationArgs.of(TestHooks.NOOP))
                .id();
        var ours = api.schedule(Bodies.NOOP).id();

        for (var query : List.of("", "?project=default", "?project=", "?all-projects=true")) {
            assertThat(api.get("/1.0/operations" + query).text()).contains(server.toString(), ours.toString());
        }
        assertThat(list("").toString()).doesNotContain(server.toString());
    }

    @Test
    void leavesFinishedOnesOutAfterFiveSeconds() {
        var gate = Bodies.unique();
        var running = schedule(Bodies.gated(gate));
        var ended = finished(Bodies.NOOP);

        clock.advance(Duration.ofSeconds(3));
        assertThat(list("").toString()).contains(ended.toString(), running.toString());

        clock.advance(Duration.ofSeconds(3));
        assertThat(list("").toString()).doesNotContain(ended.toString()).contains(running.toString());
        assertThat(api.get(url(ended)).operationStatus()).isEqualTo("Success");
        assertThat(api.get(url(ended) + "/wait").operationStatus()).isEqualTo("Success");
        assertThat(list("&history=true").toString()).contains(ended.toString(), running.toString());
        TestHooks.open(gate);
        api.await(running);
    }

    @Test
    void showsProgressOfOneOperationOnly() {
        var gate = Bodies.unique();
        var id = schedule(Bodies.held("reporting", gate));
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(metadata(api.get(url(id))))
                        .containsExactlyInAnyOrder("entity_url", "kept", "progress", "copy_progress"));

        assertThat(metadata(api.get(url(id) + "/wait?timeout=0"))).contains("progress", "copy_progress");
        Stream.of("&recursion=1", "&recursion=2", "&recursion=1&history=true")
                .forEach(query -> assertThat(list(query)
                                .path("running")
                                .path(0)
                                .path("metadata")
                                .propertyNames())
                        .doesNotContain("progress", "copy_progress"));
        TestHooks.open(gate);
        assertThat(metadata(api.await(id))).contains("kept", "progress", "copy_progress");
        assertThat(metadata(api.get(url(id)))).contains("kept", "progress", "copy_progress");
        assertThat(list("&recursion=1").path("success").path(0).path("metadata").propertyNames())
                .containsExactlyInAnyOrder("entity_url", "kept");
    }

    private static Iterable<String> metadata(Api.Answer answer) {
        return answer.metadata().path("metadata").propertyNames();
    }
}
