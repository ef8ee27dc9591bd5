package io.operations.operation;

import static io.operations.operation.ValidArgs.BULK;
import static io.operations.operation.ValidArgs.CONNECT;
import static io.operations.operation.ValidArgs.COPY;
import static io.operations.operation.ValidArgs.EVERYTHING;
import static io.operations.operation.ValidArgs.HOOK;
import static io.operations.operation.ValidArgs.MOVE;
import static io.operations.operation.ValidArgs.TOKEN;
import static io.operations.operation.ValidArgs.durable;
import static io.operations.operation.ValidArgs.validBulk;
import static io.operations.operation.ValidArgs.validChild;
import static io.operations.operation.ValidArgs.validMove;
import static io.operations.operation.ValidArgs.validTask;
import static io.operations.operation.ValidArgs.validToken;
import static io.operations.operation.ValidArgs.validWebsocket;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.util.unit.DataSize;

/** Contract §1.3.1: valid arguments, and one mutation of them for each rule. */
class OperationRulesTests {

    private static final DataSize SIZE = DataSize.ofKilobytes(64);
    private static final OperationLimitSettings LIMITS =
            new OperationLimitSettings(10_000, SIZE, SIZE, DataSize.ofKilobytes(512));

    private final OperationRules rules = new OperationRules(
            new OperationTypes(
                    new StaticListableBeanFactory(Map.of("a", TOKEN, "b", EVERYTHING, "c", BULK))
                            .getBeanProvider(OperationType.class),
                    new StaticListableBeanFactory(Map.of("a", HOOK, "b", RunHook.of(MOVE, context -> {})))
                            .getBeanProvider(RunHook.class),
                    new StaticListableBeanFactory(Map.of("a", CONNECT)).getBeanProvider(ConnectHook.class)),
            LIMITS,
            new SecretInputs(new Vault(List.of())));

    /** One rule: what is changed in valid arguments, and what the refusal says. */
    private record Mutation(String message, OperationArgs args) {
        @Override
        public String toString() {
            return message;
        }
    }

    static Stream<OperationArgs> acceptsWhatIsValid() {
        return Stream.of(
                validTask(),
                validTask().withRunHook(HOOK),
                validTask().withClass(OperationClass.DURABLE),
                validTask().withTimeout(Duration.ofDays(365)),
                validTask().withTimeout(Duration.ofMillis(1)),
                validBulk(),
                durable(validBulk()),
                validToken(),
                validToken().withEntityUrl("/1.0"),
                OperationArgs.of(tokenCalled("join-token")),
                validWebsocket(),
                validWebsocket().withRunHook(HOOK),
                OperationArgs.of(EVERYTHING).withClass(OperationClass.WEBSOCKET).withConnectHook(CONNECT));
    }

    /** Made anew, as a hook may do whenever it is asked for its type. */
    private static OperationType tokenCalled(String name) {
        return OperationType.of(name, TOKEN.description(), TOKEN.entityType(), OperationClass.TOKEN);
    }

    @ParameterizedTest
    @MethodSource
    void acceptsWhatIsValid(OperationArgs args) {
        assertThatCode(() -> rules.check(args)).doesNotThrowAnyException();
    }

    static Stream<Mutation> refusesWhatBreaksARule() {
        return Stream.of(ofOne(), ofText(), ofInputs(), ofHooks(), ofFamilies()).flatMap(it -> it);
    }

    private static Mutation task(String message, UnaryOperator<OperationArgs> change) {
        return new Mutation(message, change.apply(validTask()));
    }

    private static Mutation bulk(String message, UnaryOperator<OperationArgs> change) {
        return new Mutation(message, change.apply(validBulk()));
    }

    /** What is wrong with a child, after two that are right. */
    private static Mutation child(String message, UnaryOperator<OperationArgs> change) {
        return bulk(
                "Failed validating child operation \"2\": " + message,
                it -> it.withChildren(List.of(validChild(), validChild(), change.apply(validChild()))));
    }

    private static Stream<Mutation> ofOne() {
        return Stream.of(
                new Mutation("Unknown operation type \"made-up\"", OperationArgs.of(tokenCalled("made-up"))),
                new Mutation("Unknown operation type \"join-token\"", OperationArgs.of(TOKEN.failingOnConflict())),
                child(
                        "Unknown operation type \"instance-copy\"",
                        it -> OperationArgs.of(COPY.mustRun()).inProject("default")),
                task(
                        "class \"token\" is not one that operation type \"instance-copy\" allows",
                        it -> it.withClass(OperationClass.TOKEN)),
                task("entity_url must be an absolute path", it -> it.withEntityUrl("http://[")),
                task("entity_url must be an absolute path", it -> it.withEntityUrl("1.0/instances/c1")),
                task("entity_url must be an absolute path", it -> it.withEntityUrl("//host/1.0/instances/c1")),
                task("Invalid operation entity URL", it -> it.withEntityUrl("/" + "x".repeat(2048))),
                task(
                        "Entity type for URL \"/1.0/networks/n1\" does not match operation entity type \"instance\"",
                        it -> it.withEntityUrl("/1.0/networks/n1")),
                task("does not match operation entity type", it -> it.withEntityUrl("/1.0/instances/")),
                task("Operation entity URL required", it -> it.withEntityUrl(null)),
                new Mutation(
                        "Conflict reference \"r\" provided for operation type \"Cluster join token\" that does not "
                                + "support conflicts",
                        validToken().withConflictReference("r")),
                task("conflict_reference must not be blank", it -> it.withConflictReference(" ")),
                task("nor longer than", it -> it.withConflictReference("r".repeat(1025))),
                task("timeout must be from a millisecond to 365 days", it -> it.withTimeout(Duration.ZERO)),
                task("timeout must be", it -> it.withTimeout(Duration.ofNanos(999_999))),
                task("timeout must be", it -> it.withTimeout(Duration.ofSeconds(-1))),
                task("timeout must be", it -> it.withTimeout(Duration.ofDays(366))),
                task("project must be", it -> it.inProject("a/b")),
                task("project must be", it -> it.inProject("a\n")),
                task("project must be", it -> it.inProject("a&b")),
                task("project must be", it -> it.inProject(".a")),
                task("project must be", it -> it.inProject("\u00fc")),
                task("project must be", it -> it.inProject("p".repeat(64))));
    }

    private static Stream<Mutation> ofText() {
        return Stream.of(
                task("conflict_reference must not contain NUL", it -> it.withConflictReference("a\0b")),
                task("inputs.target must not contain NUL", it -> it.withInputs(Inputs.of(Map.of("target", "a\0")))),
                task("metadata.note must not contain NUL", it -> it.withMetadata(Map.of("note", "a\0"))),
                task(
                        "metadata.deep.list must not contain NUL",
                        it -> it.withMetadata(Map.of("deep", Map.of("list", List.of("a\0"))))),
                task("metadata must not contain NUL", it -> it.withMetadata(Map.of("a\0", 1))),
                task(
                        "metadata.note must be a finite number",
                        it -> it.withMetadata(Map.of("note", Double.POSITIVE_INFINITY))),
                task(
                        "Operation metadata field \"entity_url\" must be a string (got number)",
                        it -> it.withMetadata(Map.of("entity_url", 5))),
                task(
                        "Operation metadata field \"entity_url\" must be a valid request URL",
                        it -> it.withMetadata(Map.of("entity_url", ""))),
                task(
                        "Operation metadata field \"original_entity_url\" must be a valid request URL",
                        it -> it.withMetadata(Map.of("original_entity_url", "not a url"))),
                task(
                        "resources.instance must not contain NUL",
                        it -> it.withResources(Map.of("instance", List.of("/1.0/\0")))));
    }

    private static Stream<Mutation> ofInputs() {
        return Stream.of(
                task("inputs.target is required", it -> it.withInputs(Inputs.of(Map.of("speed", 5)))),
                task("inputs.target must be a string", it -> it.withInputs(Inputs.of(Map.of("target", 5)))),
                task(
                        "inputs.speed must be a number",
                        it -> it.withInputs(Inputs.of(Map.of("target", "c2", "speed", "fast")))),
                task(
                        "inputs.flags must be an array",
                        it -> it.withInputs(Inputs.of(Map.of("target", "c2", "flags", "live")))),
                task(
                        "inputs.colour is not an input of operation type \"instance-copy\"",
                        it -> it.withInputs(Inputs.of(Map.of("target", "c2", "colour", "red")))));
    }

    private static Stream<Mutation> ofHooks() {
        return Stream.of(
                new Mutation("Task operations must have a Run hook", OperationArgs.of(EVERYTHING)),
                new Mutation(
                        "Task operations must have a Run hook", validWebsocket().withClass(OperationClass.TASK)),
                task(
                        "Durable operation Run hooks are statically defined",
                        it -> it.withClass(OperationClass.DURABLE).withRunHook(HOOK)),
                new Mutation(
                        "No run hook is defined for durable operation \"Doing everything\"",
                        OperationArgs.of(EVERYTHING).withClass(OperationClass.DURABLE)),
                new Mutation(
                        "Websocket operations must have a Connect hook",
                        OperationArgs.of(EVERYTHING).withClass(OperationClass.WEBSOCKET)),
                new Mutation(
                        "Token operations cannot have a Run hook", validToken().withRunHook(HOOK)),
                task("Only websocket operations can have a Connect hook", it -> it.withConnectHook(CONNECT)),
                new Mutation(
                        "Only websocket operations can have a Connect hook",
                        validToken().withConnectHook(CONNECT)),
                bulk("Bulk operations cannot have a Run hook", it -> it.withRunHook(HOOK)),
                bulk(
                        "Durable operation Run hooks are statically defined",
                        it -> durable(it).withRunHook(HOOK)),
                bulk("Only websocket operations can have a Connect hook", it -> it.withConnectHook(CONNECT)),
                task(
                        "Only websocket operations can have a Connect hook",
                        it -> it.withClass(OperationClass.DURABLE).withConnectHook(CONNECT)));
    }

    private static Stream<Mutation> ofFamilies() {
        return Stream.of(
                task("Only child operations have stages", it -> it.inStage(1)),
                bulk("Only child operations have stages", it -> it.inStage(1)),
                task(
                        "Child operations not allowed for operation type \"Copying instance\"",
                        it -> it.withChildren(List.of(validChild()))),
                bulk("Bulk operations must have children", it -> it.withChildren(List.of())),
                bulk(
                        "Operations of class \"websocket\" cannot have children",
                        it -> it.withClass(OperationClass.WEBSOCKET).withConnectHook(CONNECT)),
                child(
                        "Bulk operations cannot have nested bulk operations",
                        it -> OperationArgs.of(BULK).inProject("default").withChildren(List.of(validChild()))),
                child(
                        "Bulk operations cannot have nested bulk operations",
                        it -> it.withChildren(List.of(validChild()))),
                child(
                        "Operations of class \"websocket\" cannot have a parent operation",
                        it -> validWebsocket().inProject("default")),
                child(
                        "Operations of class \"token\" cannot have a parent operation",
                        it -> validToken().inProject("default")),
                child(
                        "Child operations cannot have a different project to the parent operation",
                        it -> it.inProject("other")),
                child(
                        "Child operations cannot have a different class to the parent operation",
                        it -> it.withClass(OperationClass.DURABLE)),
                new Mutation(
                        "Operations of class \"token\" cannot have children",
                        validToken().withChildren(List.of(validChild()))),
                child(
                        "Task operations must have a Run hook",
                        it -> OperationArgs.of(EVERYTHING).inProject("default")),
                new Mutation(
                        "Failed validating child operation \"0\": Durable operation Run hooks are statically defined",
                        durable(validBulk().withChildren(List.of(validChild().withRunHook(HOOK))))),
                new Mutation(
                        "child operation \"0\": No run hook is defined for durable operation \"Doing everything\"",
                        durable(validBulk()
                                .withChildren(
                                        List.of(OperationArgs.of(EVERYTHING).inProject("default"))))),
                child("Only websocket operations can have a Connect hook", it -> it.withConnectHook(CONNECT)),
                child(
                        "Conflict reference \"r\" provided for operation type \"Moving instance\"",
                        it -> validMove().withConflictReference("r")),
                child(
                        "Entity type for URL \"/1.0/networks/n1\" does not match operation entity type \"instance\"",
                        it -> it.withEntityUrl("/1.0/networks/n1")),
                child("Child operations cannot have a priority", it -> it.withPriority(-1)),
                child("timeout must be from a millisecond", it -> it.withTimeout(Duration.ZERO)),
                child("metadata.note must not contain NUL", it -> it.withMetadata(Map.of("note", "a\0"))),
                child("inputs.target is required", it -> it.withInputs(Inputs.none())),
                child("Operation entity URL required", it -> it.withEntityUrl(null)),
                bulk("Operation children cannot be nil", ValidArgs::withNullChild),
                bulk(
                        "Child operation stages must be consecutive, starting at 0",
                        it -> it.withChildren(List.of(validChild(), validMove().inStage(2)))),
                bulk(
                        "Child operation stages must be consecutive, starting at 0",
                        it -> it.withChildren(
                                List.of(validChild().inStage(1), validMove().inStage(2)))),
                bulk(
                        "All children in a stage must have the same operation type",
                        it -> it.withChildren(List.of(validChild(), validMove()))),
                bulk(
                        "Bulk operations can have at most 10000 children",
                        it -> it.withChildren(IntStream.rangeClosed(0, 10_000)
                                .mapToObj(i -> validChild())
                                .toList())));
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatBreaksARule(Mutation mutation) {
        assertThatThrownBy(() -> rules.check(mutation.args()))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessageContaining(mutation.message());
    }

    @Test
    void saysOnceThatArgumentsWereRefused() {
        assertThatThrownBy(() -> rules.check(
                        validBulk().withChildren(List.of(validChild().withEntityUrl(null)))))
                .hasMessage("Failed validating operation arguments: Failed validating child operation \"0\": "
                        + "Operation entity URL required");
    }
}
