package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.RulesTest;
import io.operations.Scrape;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Contract §1.3.1 as a client sees it: a valid body with one thing changed is refused, says why, and leaves nothing behind. */
@RulesTest
class ValidationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofMillis(5);
    private static final String SLOTS = "operations_slots_used";
    private static final String ONGOING = "api_requests_ongoing";

    private final Api api;
    private final JdbcClient jdbc;
    private final String project;
    private final String reference = Bodies.unique();

    ValidationTests(@LocalServerPort int port, JdbcClient jdbc) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
        this.jdbc = jdbc;
    }

    @BeforeEach
    void awaitQuiet() {
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(SOON).untilAsserted(() -> {
            var now = Scrape.of(api);
            assertThat(now.sum(ONGOING) + now.value(SLOTS)).isZero();
        });
    }

    private Api.Answer schedule(ObjectNode body) {
        return api.post("/1.0/operations?project=" + project, body.toString());
    }

    @ParameterizedTest
    @EnumSource
    void acceptsWhatIsValid(Mutation.Valid valid) {
        end(schedule(valid.body(reference)).hasStatus(202).id());
    }

    private void end(UUID id) {
        api.delete("/1.0/operations/" + id);
        api.await(id);
    }

    @ParameterizedTest
    @MethodSource("io.operations.promise.Mutation#all")
    void refusesWhatBreaksARuleAndLeavesNothingBehind(Mutation mutation) {
        var before = Scrape.of(api);

        schedule(mutation.body(reference)).refuses(400, mutation.message());

        assertCountedAsTheClients(before);
        assertThat(rows()).isZero();
        end(schedule(Mutation.Valid.DURABLE.body(reference)).hasStatus(202).id());
    }

    private void assertCountedAsTheClients(Scrape before) {
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(SOON).untilAsserted(() -> {
            var after = Scrape.of(api);
            assertThat(completed(after, "") - completed(before, "")).isEqualTo(1);
            assertThat(completed(after, "error_client") - completed(before, "error_client"))
                    .isEqualTo(1);
            assertThat(after.sum(ONGOING)).isEqualTo(before.sum(ONGOING));
            assertThat(after.value(SLOTS)).isZero();
            assertThat(after.sum("operations_active")).isEqualTo(before.sum("operations_active"));
        });
    }

    private static double completed(Scrape scrape, String result) {
        return scrape.samples().entrySet().stream()
                .filter(it -> it.getKey().startsWith("api_requests_completed_total"))
                .filter(it -> it.getKey().contains("result=\"" + result))
                .mapToDouble(it -> it.getValue())
                .sum();
    }

    private long rows() {
        return jdbc.sql("""
                        SELECT (SELECT count(*) FROM active_operation WHERE project = :project OR conflict_reference = :ref)
                             + (SELECT count(*) FROM final_operation WHERE project = :project)
                             + (SELECT count(*) FROM idempotency_key WHERE project = :project)""")
                .param("project", project)
                .param("ref", reference)
                .query(Long.class)
                .single();
    }
}
