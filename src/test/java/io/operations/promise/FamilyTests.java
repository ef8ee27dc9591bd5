package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Operations that consist of others, as clients see them (contract §1.5). */
@ServiceTest
class FamilyTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final String project;
    private final String gate = Bodies.unique();

    /** A child of the type of those that wait, which does not. */
    private final String quick = Bodies.gated("open");

    FamilyTests(@LocalServerPort int port) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
        TestHooks.open("open");
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(list("").propertyNames()).isSubsetOf(Set.of("success", "failure", "cancelled")));
    }

    private Api.Answer schedule(String body) {
        return api.post("/1.0/operations?project=" + project, body);
    }

    private JsonNode list(String query) {
        return api.get("/1.0/operations?project=" + project + query)
                .hasStatus(200)
                .metadata();
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private List<JsonNode> children(UUID parent) {
        return List.copyOf(api.get(url(parent) + "?recursion=1")
                .hasStatus(200)
                .metadata()
                .path("children")
                .values());
    }

    private UUID child(UUID parent, int number) {
        return UUID.fromString(children(parent).get(number).path("id").asString());
    }

    private List<String> statuses(UUID parent) {
        return children(parent).stream().map(it -> it.path("status").asString()).toList();
    }

    private void awaitStatuses(UUID parent, String... expected) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(statuses(parent)).containsExactly(expected));
    }

    @Test
    void tellsHowManyChildrenItHas() {
        var accepted = schedule(Bodies.family(Bodies.gated(gate), quick)).hasStatus(202);

        assertThat(accepted.metadata().path("child_count").asInt()).isEqualTo(2);
        assertThat(accepted.metadata().path("class").asString()).isEqualTo("task");
        assertThat(accepted.operationStatus()).isEqualTo("Running");
        assertThat(api.get(url(accepted.id())).metadata().path("child_count").asInt())
                .isEqualTo(2);
        assertThat(children(accepted.id()))
                .allSatisfy(it -> assertThat(it.path("child_count").asInt()).isZero());
    }

    @Test
    void showsChildrenWhereTheyAreAskedFor() {
        var parent = schedule(Bodies.family(Bodies.gated(gate), quick)).id();
        var plain = schedule(Bodies.gated(gate)).id();
        awaitStatuses(parent, "Running", "Success");

        assertThat(list("").path("running").toString()).isEqualTo("[\"" + url(parent) + "\",\"" + url(plain) + "\"]");
        assertThat(list("&recursion=1").toString()).doesNotContain("children");
        assertThat(api.get(url(parent)).text()).doesNotContain("children");
        assertThat(api.get(url(parent) + "?recursion=0").text()).doesNotContain("children");
        var running = list("&recursion=2").path("running");
        assertThat(running.path(0).path("children")).hasSize(2);
        assertThat(running.path(1).has("children")).isFalse();
        assertThat(api.get(url(plain) + "?recursion=1").metadata().has("children"))
                .isFalse();
    }

    @Test
    void neverListsChildrenByThemselves() {
        var parent = schedule(Bodies.family(Bodies.gated(gate), quick, Bodies.inStage(1, Bodies.failing("no", 500))))
                .id();
        awaitStatuses(parent, "Running", "Success", "Pending");
        var queries =
                List.of("", "&recursion=1", "&history=true", "&history=true&recursion=1", "&history=true&type=gated");

        for (var ended = 0; ended < 2; ended++) {
            for (var query : queries) {
                assertThat(children(parent))
                        .allSatisfy(it -> assertThat(list(query).toString())
                                .doesNotContain(it.path("id").asString()));
            }
            TestHooks.open(gate);
            api.await(parent);
        }
        assertThat(list("&history=true&recursion=2").path("failure").path(0).path("children"))
                .hasSize(3);
    }

    @Test
    void keepsChildrenInTheOrderInWhichTheyWereGiven() {
        var given = new String[20];
        for (var i = 0; i < given.length; i++) {
            given[i] = Bodies.inStage(i % 2, Bodies.with("\"metadata\": {\"number\": " + i + "}", Bodies.NOOP));
        }

        var parent = schedule(Bodies.family(given)).hasStatus(202).id();

        assertThat(api.await(parent).operationStatus()).isEqualTo("Success");
        assertThat(children(parent))
                .extracting(it -> it.path("metadata").path("number").asInt())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
    }

    @Test
    void doesNotGiveAChildByItselfButLetsItBeAwaited() {
        var parent = schedule(Bodies.family(Bodies.gated(gate), quick)).id();
        var child = child(parent, 0);
        api.get(url(child)).refuses(400, "Child operations cannot be retrieved individually");
        assertThat(api.get(url(child) + "/wait?timeout=0").hasStatus(200).operationStatus())
                .isIn("Pending", "Running");
        var awaited = api.getLater(url(child) + "/wait");

        TestHooks.open(gate);

        assertThat(awaited)
                .succeedsWithin(PATIENCE)
                .satisfies(it -> assertThat(it.operationStatus()).isEqualTo("Success"));
        api.await(parent);
        api.get(url(child)).refuses(400, "Child operations cannot be retrieved individually");
        assertThat(api.await(child).operationStatus()).isEqualTo("Success");
    }

    @Test
    void runsOneStageAfterTheOther() {
        var second = Bodies.unique();
        var parent = schedule(Bodies.family(
                        Bodies.inStage(1, Bodies.gated(second)),
                        Bodies.gated(gate),
                        Bodies.inStage(2, Bodies.NOOP),
                        Bodies.NOOP
                                .replace("noop", "gated")
                                .replace("}", ", \"inputs\": {\"gate\": \"" + gate + "\"}}")))
                .hasStatus(202)
                .id();
        awaitStatuses(parent, "Pending", "Running", "Pending", "Running");

        TestHooks.open(gate);
        awaitStatuses(parent, "Running", "Success", "Pending", "Success");
        assertThat(api.get(url(parent)).operationStatus()).isEqualTo("Running");

        TestHooks.open(second);
        assertThat(api.await(parent).operationStatus()).isEqualTo("Success");
        assertThat(statuses(parent)).containsOnly("Success");
    }

    @Test
    void showsWhyAChildFailed() {
        var parent = schedule(Bodies.family(Bodies.failing("disk is full", 507), Bodies.failing("no", 400)))
                .id();

        var ended = api.await(parent);

        assertThat(ended.operationStatus()).isEqualTo("Failure");
        assertThat(ended.operationError()).isEqualTo("One or more child operations failed 500");
        assertThat(children(parent))
                .extracting(it ->
                        it.path("err").asString() + " " + it.path("err_code").asInt())
                .containsExactly("disk is full 507", "no 400");
    }

    @Test
    void canBeAskedForOnceWithAKey() {
        var key = Bodies.unique();
        var body = Bodies.family(Bodies.withReference(key, Bodies.gated(gate)), Bodies.gated(gate));
        var path = "/1.0/operations?project=" + project;

        var first = api.post(path, body, "Idempotency-Key", key).hasStatus(202);
        var second = api.post(path, body, "Idempotency-Key", key).hasStatus(202);
        api.post(path, Bodies.family(Bodies.gated(gate)), "Idempotency-Key", key)
                .refuses(422);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.metadata().path("child_count").asInt()).isEqualTo(2);
        TestHooks.open(gate);
        api.await(first.id());
        var third = api.post(path, body, "Idempotency-Key", key).hasStatus(202);
        assertThat(third.id()).isEqualTo(first.id());
        assertThat(third.operationStatus()).isEqualTo("Success");
        assertThat(third.metadata().path("child_count").asInt()).isEqualTo(2);
    }

    @Test
    void namesTheFieldOfTheChildThatIsWrong() {
        schedule(Bodies.family(Bodies.NOOP, "{\"type\": \"noop\", \"colour\": 1}"))
                .refuses(400, "\"children[1].colour\" is not a known field");
        schedule(Bodies.family(Bodies.NOOP, "{\"type\": \"noop\", \"stage\": -1}"))
                .refuses(400, "\"children[1].stage\" must be a whole number");
        schedule(Bodies.family(Bodies.NOOP, Bodies.inStage(2, Bodies.NOOP)))
                .refuses(400, "Child operation stages must be consecutive, starting at 0");
        schedule(Bodies.family(Bodies.NOOP, "{\"type\": \"failing\"}"))
                .refuses(400, "Failed validating child operation \"1\": inputs.message is required");
        schedule("{\"type\": \"bulk\", \"children\": []}").refuses(400, "Bulk operations must have children");
        schedule("{\"type\": \"bulk\", \"children\": [1]}").refuses(400, "\"children\" must be an array of objects");
        schedule(Bodies.family(Bodies.family(Bodies.NOOP))).refuses(400, "nested bulk operations");
        schedule(Bodies.family(Bodies.with("\"class\": \"durable\"", Bodies.NOOP)))
                .refuses(400, "Child operations cannot have a different class to the parent operation");
    }
}
