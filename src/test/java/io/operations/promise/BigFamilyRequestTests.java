package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** As many children as there may be, in one request. */
@ServiceTest
class BigFamilyRequestTests {

    private static final int CHILDREN = 10_000;

    private final Api api;

    BigFamilyRequestTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    private static String family(int children) {
        return Bodies.family(Collections.nCopies(children, Bodies.NOOP).toArray(String[]::new));
    }

    private JsonNode children(UUID id) {
        return api.get("/1.0/operations/" + id + "?recursion=1")
                .hasStatus(200)
                .metadata()
                .path("children");
    }

    @Test
    void isAcceptedAndEndsAndShowsThemAll() {
        var accepted = api.schedule(family(CHILDREN)).hasStatus(202);
        assertThat(accepted.metadata().path("child_count").asInt()).isEqualTo(CHILDREN);

        var ended = api.get("/1.0/operations/" + accepted.id() + "/wait").hasStatus(200);

        assertThat(ended.operationStatus()).isEqualTo("Success");
        assertThat(ended.metadata().path("child_count").asInt()).isEqualTo(CHILDREN);
        var children = children(accepted.id());
        assertThat(children.values())
                .hasSize(CHILDREN)
                .allMatch(it -> it.path("status").asString().equals("Success"))
                .extracting(it -> it.path("id").asString())
                .doesNotHaveDuplicates();
    }

    @Test
    void isRefusedWithOneMore() {
        api.schedule(family(CHILDREN + 1)).refuses(400, "at most 10000 children");
    }
}
