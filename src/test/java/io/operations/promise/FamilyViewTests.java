package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** How clients see a bulk operation and its children (contract §1.8, §2.2, §3.1, §3.2). */
@RulesTest
class FamilyViewTests {

    private final Api api;
    private final TestClock clock;
    private final String project;
    private final String gate = Bodies.unique();

    FamilyViewTests(@LocalServerPort int port, TestClock clock) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
        this.clock = clock;
    }

    private UUID family() {
        var step = "{\"type\": \"rule-step\", \"inputs\": {\"gate\": \"" + gate + "\"}}";
        var body = "{\"type\": \"rule-bulk\", \"children\": [" + step + ", " + step + "]}";
        var scheduled = api.post("/1.0/operations?project=" + project, body).hasStatus(202);
        assertThat(scheduled.metadata().path("child_count").asInt()).isEqualTo(2);
        assertThat(scheduled.metadata().has("children")).isFalse();
        return scheduled.id();
    }

    private JsonNode list(String query) {
        return api.get("/1.0/operations?project=" + project + query)
                .hasStatus(200)
                .metadata();
    }

    private static List<String> ids(JsonNode operations) {
        return operations.values().stream().map(it -> it.path("id").asString()).toList();
    }

    private List<String> childIds(UUID parent) {
        return ids(
                api.get("/1.0/operations/" + parent + "?recursion=1").metadata().path("children"));
    }

    @Test
    void showsChildrenOfTheirParentOnly() {
        var parent = family();
        var one = api.get("/1.0/operations/" + parent + "?recursion=1")
                .hasStatus(200)
                .metadata();

        assertThat(ids(one.path("children"))).hasSize(2).isSorted();
        assertThat(one.path("child_count").asInt()).isEqualTo(2);
        assertThat(api.get("/1.0/operations/" + parent).metadata().has("children"))
                .isFalse();
        assertThat(list("&recursion=1").path("running").path(0).has("children")).isFalse();
        Stream.of("&recursion=2", "&recursion=2&history=true").forEach(query -> {
            var listed = list(query).path("running");
            assertThat(ids(listed)).containsExactly(parent.toString());
            assertThat(ids(listed.path(0).path("children"))).isEqualTo(ids(one.path("children")));
        });
        RuleHooks.open(gate);
        api.await(parent);
    }

    @Test
    void refusesToShowAChildByItselfButLetsItBeWaitedForAndCancelled() {
        var parent = family();
        var children = childIds(parent);

        for (var query : List.of("", "?recursion=1")) {
            api.get("/1.0/operations/" + children.getFirst() + query)
                    .refuses(400, "Child operations cannot be retrieved individually");
        }
        api.delete("/1.0/operations/" + children.getFirst()).hasStatus(200);
        RuleHooks.open(gate);

        assertThat(children.stream().map(it -> api.await(UUID.fromString(it)).operationStatus()))
                .containsExactly("Cancelled", "Success");
        assertThat(api.await(parent).operationError()).isEqualTo("context canceled 500");
    }

    @Test
    void listsAFamilyForADayAfterItsEnd() {
        var parent = family();
        RuleHooks.open(gate);
        api.await(parent);
        var ordinary =
                api.post("/1.0/operations?project=" + project, Bodies.NOOP).id();
        api.await(ordinary);

        clock.advance(Duration.ofHours(24).minusSeconds(30));
        var listed = list("&recursion=2").path("success");
        assertThat(ids(listed)).containsExactly(parent.toString());
        assertThat(ids(listed.path(0).path("children"))).hasSize(2);
        clock.advance(Duration.ofSeconds(30));

        assertThat(list("&recursion=2").toString()).isEqualTo("{}");
    }
}
