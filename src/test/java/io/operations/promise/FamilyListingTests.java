package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.TestHooks;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How long ended operations are in the default listing: families for a day, others for seconds (contract §1.8). */
@ServiceTest
class FamilyListingTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Api api;
    private final TestClock clock;
    private final String project;

    FamilyListingTests(@LocalServerPort int port, @Autowired TestClock clock) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
        this.clock = clock;
    }

    private Api.Answer schedule(String body) {
        return api.post("/1.0/operations?project=" + project, body).hasStatus(202);
    }

    private String listed() {
        return api.get("/1.0/operations?project=" + project + "&recursion=2").text();
    }

    @Test
    void listsFamiliesForADayAndOthersForSeconds() {
        var gate = Bodies.unique();
        var running = schedule(Bodies.family(Bodies.gated(gate))).id();
        var plain = schedule(Bodies.NOOP).id();
        var family = api.await(schedule(Bodies.family(Bodies.NOOP, Bodies.NOOP)).id());
        var ended = Instant.parse(family.metadata().path("updated_at").asString());
        api.await(plain);

        clock.advance(Duration.between(clock.instant(), ended).plusSeconds(4));
        assertThat(listed()).contains(plain.toString(), family.id().toString(), running.toString());
        clock.advance(SECOND.multipliedBy(2));
        assertThat(listed())
                .doesNotContain(plain.toString())
                .contains(family.id().toString(), running.toString());

        clock.advance(Duration.between(clock.instant(), ended).plusDays(1).minus(SECOND.multipliedBy(3)));
        assertThat(listed()).contains(family.id().toString(), running.toString());
        assertThat(api.get("/1.0/operations?project=" + project + "&recursion=2")
                        .metadata()
                        .path("success")
                        .path(0)
                        .path("children"))
                .hasSize(2);

        clock.advance(SECOND.multipliedBy(4));
        assertThat(listed()).doesNotContain(family.id().toString()).contains(running.toString());
        TestHooks.open(gate);
        assertThat(api.await(running).operationStatus()).isEqualTo("Success");
    }
}
