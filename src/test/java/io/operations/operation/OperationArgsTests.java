package io.operations.operation;

import static io.operations.operation.ValidArgs.validBulk;
import static io.operations.operation.ValidArgs.validChild;
import static io.operations.operation.ValidArgs.validTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments stay what they were when they were made, and of nulls they take those that HTTP takes. */
class OperationArgsTests {

    @Test
    void areNotChangedByWhoeverMadeThem() {
        var urls = new ArrayList<>(List.of("/1.0/instances/c1"));
        var resources = new HashMap<>(Map.of("instance", (List<String>) urls));
        var deep = new HashMap<>(Map.of("a", 1));
        var json = Json.object(Map.of("b", 2));
        var metadata = new HashMap<>(Map.of("deep", deep, "json", json));
        var children = new ArrayList<>(List.of(validChild()));
        var args = validBulk().withResources(resources).withMetadata(metadata).withChildren(children);

        urls.clear();
        resources.clear();
        deep.clear();
        json.removeAll();
        metadata.clear();
        children.clear();

        assertThat(args.resources()).isEqualTo(Map.of("instance", List.of("/1.0/instances/c1")));
        assertThat(Json.object(args.metadata()))
                .isEqualTo(Json.object(Map.of("deep", Map.of("a", 1), "json", Map.of("b", 2))));
        assertThat(args.children()).hasSize(1);
    }

    @Test
    void areNotChangedByWhoeverLooksAtThem() {
        var args = validBulk().withResources(Map.of("instance", new ArrayList<>(List.of("/1.0/instances/c1"))));

        assertThat(args.resources()).isUnmodifiable();
        assertThat(args.resources().get("instance")).isUnmodifiable();
        assertThat(args.metadata()).isUnmodifiable();
        assertThat(args.children()).isUnmodifiable();
    }

    @Test
    void keepNullsInMetadata() {
        var metadata = new HashMap<String, @Nullable Object>();
        metadata.put("note", null);

        assertThat(Metadata.of(validTask().withMetadata(metadata).metadata()).toJson())
                .isEqualTo("{\"note\":null}");
    }

    static Stream<@Nullable List<@Nullable String>> refuseNullsInResources() {
        return Stream.of(null, Arrays.asList((String) null), Arrays.asList("/1.0/instances/c1", null));
    }

    @SuppressWarnings("NullAway") // What Java lets callers do.
    @ParameterizedTest
    @MethodSource
    void refuseNullsInResources(@Nullable List<String> urls) {
        var resources = new HashMap<String, List<String>>();
        resources.put("instance", urls);

        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(() -> validTask().withResources(resources))
                .withMessage("Failed validating operation arguments: resources.instance must be an array of strings");
    }
}
