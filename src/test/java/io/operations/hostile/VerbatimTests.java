package io.operations.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** Text that only looks dangerous is kept as it is and given back as it was. */
@ServiceTest
class VerbatimTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SEED = 20_260_103;

    private final Api api;
    private final String project;

    VerbatimTests(@LocalServerPort int port) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
    }

    static Stream<String> texts() {
        return Junk.FRAGMENTS.stream();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void keepsTextOfOperations(String text) {
        var body = JSON.createObjectNode().put("type", "noop");
        body.putObject("metadata")
                .put("value", text)
                .put(text, "name")
                .putArray("list")
                .add(text);
        body.putObject("resources").putArray("instances" + text).add(text);

        var id = api.post("/1.0/operations?project=" + project, body.toString())
                .hasStatus(202)
                .id();

        var done = api.await(id).metadata();
        assertThat(done.at("/metadata/value").asString()).isEqualTo(text);
        assertThat(done.path("metadata").path(text).asString()).isEqualTo("name");
        assertThat(done.at("/metadata/list/0").asString()).isEqualTo(text);
        assertThat(done.path("resources").path("instances" + text).path(0).asString())
                .isEqualTo(text);
        assertThat(api.get("/1.0/operations/" + id).metadata().path("metadata")).isEqualTo(done.path("metadata"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void keepsDescriptionsOfProjects(String text) {
        var name = Bodies.unique();
        var body = JSON.createObjectNode().put("name", name).put("description", text);

        api.post("/1.0/projects", body.toString()).hasStatus(201);

        assertThat(api.get("/1.0/projects/" + name)
                        .metadata()
                        .path("description")
                        .asString())
                .isEqualTo(text);
        api.delete("/1.0/projects/" + name).hasStatus(200);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void tellsConflictReferencesApart(String text) {
        var gate = Bodies.unique();
        var body = JSON.createObjectNode().put("type", "gated").put("conflict_reference", gate + text);
        body.putObject("inputs").put("gate", gate);

        var holder = api.schedule(body.toString()).hasStatus(202);

        api.schedule(body.toString()).refuses(409);
        api.delete("/1.0/operations/" + holder.id()).hasStatus(200);
    }

    /** Characters that take three bytes and do not compress: what is longest in an index. */
    @Test
    void takesTheLongestTextsOrRefusesThem() {
        for (var length : new int[] {500, 682, 683, 900, 901, 1_000, 1_023, 1_024, 2_000, 2_047}) {
            var text = randomText(length);
            takesOrRefuses("conflict_reference", text);
            takesOrRefuses("entity_url", "/" + text);
        }
    }

    private static String randomText(int length) {
        return new Random(SEED)
                .ints(length, 0x4e00, 0x9fa5)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private void takesOrRefuses(String field, String text) {
        var body = JSON.createObjectNode().put("type", "noop").put(field, text);
        var answer = api.schedule(body.toString());
        if (answer.status() == 202)
            assertThat(api.await(answer.id()).operationStatus())
                    .as(field + " of " + text.length())
                    .isEqualTo("Success");
        else answer.refuses(400, field);
    }
}
