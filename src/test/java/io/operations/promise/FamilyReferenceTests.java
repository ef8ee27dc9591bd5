package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Scrape;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A family is accepted as a whole or not at all, and counted once. */
@ServiceTest
class FamilyReferenceTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String COMPLETED =
            "api_requests_completed_total{entity_type=\"project\",result=\"succeeded\"}";
    private static final String ONGOING = "api_requests_ongoing";

    private final Api api;
    private final JdbcClient jdbc;
    private final String project;
    private final String gate = Bodies.unique();
    private final String a = "a/" + gate;
    private final String b = "b/" + gate;

    FamilyReferenceTests(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
        this.jdbc = jdbc;
    }

    /** Nothing of an earlier test goes on. */
    private void awaitQuiet() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var now = Scrape.of(api);
            assertThat(now.sum(ONGOING) + now.sum("operations_active")).isZero();
        });
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
    }

    private Api.Answer schedule(String body, String... headers) {
        return api.post("/1.0/operations?project=" + project, body, headers);
    }

    private String gated(String reference) {
        return Bodies.withReference(reference, Bodies.gated(gate));
    }

    private long rows(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table + " WHERE project = :project")
                .param("project", project)
                .query(Long.class)
                .single();
    }

    @Test
    void refusesAFamilyAsAWholeWhenOneReferenceIsTaken() {
        awaitQuiet();
        var holder = schedule(gated(a)).hasStatus(202).id();
        var conflicts = Scrape.of(api).value("operations_conflicts_total");

        schedule(Bodies.family(gated(b), Bodies.gated(gate), gated(a)), "Idempotency-Key", gate)
                .refuses(409, "Failed creating \"Running several operations\" operation record: ", "already running");

        assertThat(rows("active_operation")).isEqualTo(1);
        assertThat(rows("final_operation")).isZero();
        assertThat(rows("idempotency_key")).isZero();
        assertThat(Scrape.of(api).value("operations_conflicts_total")).isEqualTo(conflicts + 1);
        assertThat(Scrape.of(api).sum("operations_active")).isEqualTo(1);
        schedule(gated(b)).hasStatus(202);
        schedule(gated(a)).refuses(409);
        api.delete("/1.0/operations/" + holder).hasStatus(200);
        schedule(gated(a), "Idempotency-Key", gate).hasStatus(202);
    }

    @Test
    void refusesAFamilyWhoseOwnReferenceIsTaken() {
        schedule(gated(a)).hasStatus(202);

        schedule(Bodies.withReference(a, Bodies.family(gated(b)))).refuses(409);

        assertThat(rows("active_operation")).isEqualTo(1);
        schedule(gated(b)).hasStatus(202);
    }

    @Test
    void refusesAFamilyInWhichTwoShareAReference() {
        schedule(Bodies.family(gated(a), gated(b), gated(a))).refuses(409);
        schedule(Bodies.withReference(a, Bodies.family(gated(a)))).refuses(409);

        assertThat(rows("active_operation")).isZero();
    }

    @Test
    void holdsReferencesOfLaterStagesFromTheStartAndFreesEachWithItsChild() {
        var family = Bodies.family(
                Bodies.withReference(b, Bodies.NOOP),
                Bodies.inStage(1, gated(a)),
                Bodies.inStage(2, Bodies.withReference("c/" + gate, Bodies.NOOP)));
        var parent = schedule(family).hasStatus(202).id();

        schedule(gated(a)).refuses(409);
        schedule(gated("c/" + gate)).refuses(409);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> schedule(Bodies.withReference(b, Bodies.NOOP)).hasStatus(202));
        assertThat(api.get("/1.0/operations/" + parent).operationStatus()).isEqualTo("Running");
        TestHooks.open(gate);
        assertThat(api.await(parent).operationStatus()).isEqualTo("Success");
        api.await(schedule(family).hasStatus(202).id());
    }

    @Test
    void countsAFamilyAsOneRequest() {
        awaitQuiet();
        var before = Scrape.of(api);

        var parent = schedule(Bodies.family(
                        Bodies.gated(gate), Bodies.gated(gate), Bodies.inStage(1, Bodies.failing("no", 500))))
                .hasStatus(202)
                .id();

        assertThat(Scrape.of(api).sum(ONGOING)).isEqualTo(1);
        TestHooks.open(gate);
        api.await(parent);
        await().atMost(PATIENCE).untilAsserted(() -> {
            var after = Scrape.of(api);
            assertThat(after.sum(ONGOING)).isZero();
            assertThat(after.value(COMPLETED.replace("succeeded", "error_server")))
                    .isEqualTo(before.value(COMPLETED.replace("succeeded", "error_server")) + 1);
            assertThat(after.value(COMPLETED)).isEqualTo(before.value(COMPLETED));
            assertThat(after.sum("operations_finished_total")).isEqualTo(before.sum("operations_finished_total") + 4);
            assertThat(after.sum("operations_active")).isZero();
            assertThat(after.value("operations_slots_used")).isZero();
        });
    }

    @Test
    void movesAllRowsTogetherWhenTheParentEnds() {
        var parent = schedule(Bodies.family(Bodies.NOOP, Bodies.NOOP, Bodies.inStage(1, Bodies.gated(gate))))
                .hasStatus(202)
                .id();
        await().atMost(PATIENCE).until(() -> endedChildren(parent) == 2);
        assertThat(rows("active_operation")).isEqualTo(4);
        assertThat(rows("final_operation")).isZero();

        TestHooks.open(gate);
        api.await(parent);

        assertThat(rows("active_operation")).isZero();
        assertThat(rows("final_operation")).isEqualTo(4);
        assertThat(jdbc.sql("SELECT count(DISTINCT finished_at) FROM final_operation WHERE project = :project")
                        .param("project", project)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    private long endedChildren(UUID parent) {
        return jdbc.sql("SELECT count(*) FROM active_operation WHERE parent = :parent AND status_code >= 200")
                .param("parent", parent)
                .query(Long.class)
                .single();
    }
}
