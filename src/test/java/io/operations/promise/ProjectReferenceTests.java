package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Row I, "conflict references and 409s across projects": a reference belongs to its project, so that no caller learns of another
 * project's operations by it, or is in their way.
 */
@ServiceTest
class ProjectReferenceTests {

    private final Api api;
    private final String gate = Bodies.unique();
    private final String one;
    private final String other;

    ProjectReferenceTests(@LocalServerPort int port) {
        api = Api.on(port);
        one = api.project(Bodies.unique());
        other = api.project(Bodies.unique());
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
    }

    private Api.Answer schedule(String project, String body, String... headers) {
        return api.post("/1.0/operations?project=" + project, body, headers);
    }

    private String holding() {
        return Bodies.withReference(gate, Bodies.gated(gate));
    }

    /** Each way to hold a reference: alone, durable, as a family, as a child, as a child of a later stage. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"gated\", \"conflict_reference\": \"%1$s\", \"inputs\": {\"gate\": \"%1$s\"}}",
                "{\"type\": \"gated\", \"class\": \"durable\", \"conflict_reference\": \"%1$s\", \"inputs\": {\"gate\": \"%1$s\"}}",
                "{\"type\": \"bulk\", \"conflict_reference\": \"%1$s\", \"children\": [{\"type\": \"gated\", \"inputs\": {\"gate\": \"%1$s\"}}]}",
                "{\"type\": \"bulk\", \"children\": [{\"type\": \"gated\", \"conflict_reference\": \"%1$s\", \"inputs\": {\"gate\": \"%1$s\"}}]}",
                "{\"type\": \"bulk\", \"children\": [{\"type\": \"gated\", \"inputs\": {\"gate\": \"%1$s\"}},"
                        + " {\"type\": \"gated\", \"stage\": 1, \"conflict_reference\": \"%1$s\", \"inputs\": {\"gate\": \"%1$s\"}}]}"
            })
    void isHeldInEachProjectAtTheSameTime(String template) {
        var body = template.formatted(gate);

        var first = schedule(one, body).hasStatus(202).id();
        var second =
                schedule(other, body, "Idempotency-Key", gate).hasStatus(202).id();

        schedule(one, holding()).refuses(409);
        schedule(other, body).refuses(409);
        TestHooks.open(gate);
        assertThat(api.await(first).operationStatus()).isEqualTo("Success");
        assertThat(api.await(second).operationStatus()).isEqualTo("Success");
    }

    @Test
    void isRefusedWithoutAWordAboutWhatHoldsIt() {
        var holder = schedule(one, holding()).hasStatus(202).id();

        var refused = schedule(one, holding()).refuses(409, "conflict reference");

        assertThat(refused.text()).doesNotContain(holder.toString(), gate, one);
    }
}
