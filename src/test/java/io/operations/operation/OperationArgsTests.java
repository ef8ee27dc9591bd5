package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.operation.OperationInput.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract §1.3.1: valid arguments, and one mutation of them for each rule. */
class OperationArgsTests {

    private static final OperationType COPY = OperationType.of(
                    "instance-copy",
                    "Copying instance",
                    EntityType.INSTANCE,
                    OperationClass.TASK,
                    OperationClass.DURABLE)
            .failingOnConflict()
            .withInputs(
                    OperationInput.required("target", Kind.TEXT, "where to"),
                    OperationInput.optional("speed", Kind.NUMBER, "bytes a second"),
                    OperationInput.optional("flags", Kind.ARRAY, "what else"));

    private static final OperationType TOKEN =
            OperationType.of("join-token", "Cluster join token", EntityType.SERVER, OperationClass.TOKEN);

    /** One rule: what is changed in valid arguments, and what the refusal says. */
    private record Mutation(String message, UnaryOperator<Draft> change) {
        @Override
        public String toString() {
            return message;
        }
    }

    /** Arguments before they are checked. */
    private record Draft(
            String project,
            OperationType type,
            OperationClass operationClass,
            @Nullable String entityUrl,
            Map<String, ?> metadata,
            Map<String, ?> inputs,
            @Nullable String conflictReference,
            @Nullable RunHook hook) {

        OperationArgs args() {
            return new OperationArgs(
                    project,
                    type,
                    operationClass,
                    entityUrl,
                    Map.of("instance", List.of("/1.0/instances/c1")),
                    metadata,
                    Inputs.of(inputs),
                    conflictReference,
                    hook);
        }

        Draft withProject(String other) {
            return new Draft(other, type, operationClass, entityUrl, metadata, inputs, conflictReference, hook);
        }

        Draft withType(OperationType other, OperationClass otherClass) {
            return new Draft(project, other, otherClass, entityUrl, metadata, inputs, conflictReference, hook);
        }

        Draft withEntityUrl(@Nullable String other) {
            return new Draft(project, type, operationClass, other, metadata, inputs, conflictReference, hook);
        }

        Draft withMetadata(Map<String, ?> other) {
            return new Draft(project, type, operationClass, entityUrl, other, inputs, conflictReference, hook);
        }

        Draft withInputs(Map<String, ?> other) {
            return new Draft(project, type, operationClass, entityUrl, metadata, other, conflictReference, hook);
        }

        Draft withReference(@Nullable String other) {
            return new Draft(project, type, operationClass, entityUrl, metadata, inputs, other, hook);
        }

        Draft withHook(RunHook other) {
            return new Draft(project, type, operationClass, entityUrl, metadata, inputs, conflictReference, other);
        }
    }

    private static Draft valid() {
        return new Draft(
                "default",
                COPY,
                OperationClass.TASK,
                "/1.0/instances/c1",
                Map.of("entity_url", "/1.0/instances/c2", "note", "nightly"),
                Map.of("target", "c2", "speed", 5, "flags", List.of("live")),
                "instance/c1",
                null);
    }

    private static Draft validServer() {
        return valid().withType(TOKEN, OperationClass.TOKEN)
                .withProject("")
                .withEntityUrl(null)
                .withInputs(Map.of())
                .withReference(null);
    }

    private static final RunHook HOOK = RunHook.of(COPY, context -> {});

    static Stream<Mutation> refusesWhatBreaksARule() {
        return Stream.of(
                new Mutation(
                        "class \"token\" is not one that operation type \"instance-copy\" allows",
                        it -> it.withType(COPY, OperationClass.TOKEN)),
                new Mutation("entity_url must be an absolute path", it -> it.withEntityUrl("http://[")),
                new Mutation("entity_url must be an absolute path", it -> it.withEntityUrl("1.0/instances/c1")),
                new Mutation("entity_url must be an absolute path", it -> it.withEntityUrl("//host/1.0/instances/c1")),
                new Mutation("entity_url must be an absolute path", it -> it.withEntityUrl("/" + "x".repeat(2048))),
                new Mutation(
                        "Entity type for URL \"/1.0/networks/n1\" does not match operation entity type \"instance\"",
                        it -> it.withEntityUrl("/1.0/networks/n1")),
                new Mutation("does not match operation entity type", it -> it.withEntityUrl("/1.0/instances/")),
                new Mutation("Operation entity URL required", it -> it.withEntityUrl(null)),
                new Mutation(
                        "Conflict reference \"r\" provided for operation type \"Cluster join token\" that does not "
                                + "support conflicts",
                        it -> validServer().withReference("r")),
                new Mutation("conflict_reference must not be blank", it -> it.withReference(" ")),
                new Mutation(
                        "conflict_reference must not be blank nor longer", it -> it.withReference("r".repeat(1025))),
                new Mutation("conflict_reference must not contain NUL", it -> it.withReference("a\0b")),
                new Mutation(
                        "Durable operation Run hooks are statically defined",
                        it -> it.withType(COPY, OperationClass.DURABLE).withHook(HOOK)),
                new Mutation(
                        "Token operations cannot have a Run hook",
                        it -> validServer().withHook(HOOK)),
                new Mutation("project must be", it -> it.withProject("a/b")),
                new Mutation("project must be", it -> it.withProject("a b")),
                new Mutation("project must be", it -> it.withProject("p".repeat(64))),
                new Mutation("inputs.target is required", it -> it.withInputs(Map.of("speed", 5))),
                new Mutation("inputs.target must be a string", it -> it.withInputs(Map.of("target", 5))),
                new Mutation(
                        "inputs.speed must be a number", it -> it.withInputs(Map.of("target", "c2", "speed", "fast"))),
                new Mutation(
                        "inputs.flags must be an array", it -> it.withInputs(Map.of("target", "c2", "flags", "live"))),
                new Mutation(
                        "inputs.colour is not an input of operation type \"instance-copy\"",
                        it -> it.withInputs(Map.of("target", "c2", "colour", "red"))),
                new Mutation("inputs.target must not contain NUL", it -> it.withInputs(Map.of("target", "a\0"))),
                new Mutation("metadata.note must not contain NUL", it -> it.withMetadata(Map.of("note", "a\0"))),
                new Mutation(
                        "metadata.deep.list must not contain NUL",
                        it -> it.withMetadata(Map.of("deep", Map.of("list", List.of("a\0"))))),
                new Mutation("metadata must not contain NUL", it -> it.withMetadata(Map.of("a\0", 1))),
                new Mutation(
                        "metadata.note must be a finite number",
                        it -> it.withMetadata(Map.of("note", Double.POSITIVE_INFINITY))),
                new Mutation(
                        "Operation metadata field \"entity_url\" must be a string (got number)",
                        it -> it.withMetadata(Map.of("entity_url", 5))),
                new Mutation(
                        "Operation metadata field \"entity_url\" must be a valid request URL",
                        it -> it.withMetadata(Map.of("entity_url", ""))),
                new Mutation(
                        "Operation metadata field \"original_entity_url\" must be a valid request URL",
                        it -> it.withMetadata(Map.of("original_entity_url", "not a url"))));
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatBreaksARule(Mutation mutation) {
        var draft = mutation.change().apply(valid());

        assertThatThrownBy(draft::args)
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessageContaining(mutation.message());
    }

    @Test
    void acceptsAValidTask() {
        assertThat(valid().args().entityUrl()).isEqualTo("/1.0/instances/c1");
        assertThat(valid().withHook(HOOK).args().runHook()).isSameAs(HOOK);
    }

    @Test
    void acceptsAServerOperationWithoutAnEntityUrl() {
        assertThat(validServer().args().entityUrl()).isEqualTo("/1.0");
    }

    @Test
    void takesTheProjectForTheEntityWhereTheTypeActsOnAny() {
        var args = valid().withType(COPY.onAnyEntity(), OperationClass.TASK);

        assertThat(args.withEntityUrl(null).args().entityUrl()).isEqualTo("/1.0/projects/default");
        assertThat(args.withEntityUrl("/apples/7").args().entityUrl()).isEqualTo("/apples/7");
        assertThat(args.withEntityUrl(null).withProject("").args().entityUrl()).isEqualTo("/1.0");
    }
}
