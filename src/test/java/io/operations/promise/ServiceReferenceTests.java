package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Row I, "conflict references and 409s across projects": with {@code operations.conflict.scope=service} there is one of a kind, as in LXD. */
@ServiceTest
@TestPropertySource(properties = {"operations.conflict.scope=service", "operations.retention.prune-interval=100ms"})
class ServiceReferenceTests {

    private final Api api;
    private final JdbcClient jdbc;
    private final String gate = Bodies.unique();
    private final String one;
    private final String other;

    ServiceReferenceTests(@LocalServerPort int port, JdbcClient jdbc) {
        this.jdbc = jdbc;
        api = Api.on(port);
        one = api.project(Bodies.unique());
        other = api.project(Bodies.unique());
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
    }

    private Api.Answer schedule(String project, String body) {
        return api.post("/1.0/operations?project=" + project, body);
    }

    private String holding(String reference) {
        return Bodies.withReference(reference, Bodies.gated(gate));
    }

    /** The answer is the same, word for word, as for an operation that the caller may see. */
    @Test
    void isRefusedToOtherProjectsWithoutAWordAboutWhatHoldsIt() {
        var holder = schedule(one, holding(gate)).hasStatus(202).id();

        var here = schedule(one, holding(gate)).refuses(409, "conflict reference");
        var there = schedule(other, holding(gate)).refuses(409, "conflict reference");
        schedule(other, Bodies.family(holding(gate))).refuses(409, "conflict reference");

        assertThat(there.text()).isEqualTo(here.text()).doesNotContain(holder.toString(), gate, one);
        api.delete("/1.0/operations/" + holder).hasStatus(200);
        schedule(other, holding(gate)).hasStatus(202);
    }

    /** That a project is missing is said where the reference is in use, too. */
    @Test
    void isNoticedAfterAMissingProject() {
        schedule(one, holding(gate)).hasStatus(202);

        schedule(Bodies.unique(), holding(gate)).refuses(404, "Project not found");
    }

    /** Pruning has a reference, too, which a caller could take for a day. */
    @Test
    void keepsNoMemberFromPruning() {
        schedule(one, holding("prune-expired-operations")).hasStatus(202);
        var pruned = pruned();

        await().until(() -> pruned() > pruned + 1);
    }

    private long pruned() {
        return jdbc.sql("SELECT count(*) FROM final_operation WHERE type = 'prune-expired-operations'")
                .query(Long.class)
                .single();
    }
}
