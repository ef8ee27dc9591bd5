package io.operations.operation;

import io.operations.operation.OperationInput.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Arguments that break no rule, and the types and hooks they are of. */
final class ValidArgs {

    static final OperationType COPY = OperationType.of(
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

    static final OperationType MOVE = OperationType.of(
            "instance-move", "Moving instance", EntityType.INSTANCE, OperationClass.TASK, OperationClass.DURABLE);

    static final OperationType TOKEN =
            OperationType.of("join-token", "Cluster join token", EntityType.SERVER, OperationClass.TOKEN);

    static final OperationType CONSOLE = OperationType.of(
            "console", "Showing console", EntityType.SERVER, OperationClass.WEBSOCKET, OperationClass.TASK);

    static final OperationType EVERYTHING =
            OperationType.of("everything", "Doing everything", EntityType.SERVER, OperationClass.values());

    static final OperationType BULK = OperationType.of(
                    "bulk-copy",
                    "Copying instances",
                    EntityType.SERVER,
                    OperationClass.TASK,
                    OperationClass.DURABLE,
                    OperationClass.WEBSOCKET)
            .consistingOfChildren();

    static final RunHook HOOK = RunHook.of(COPY, context -> {});

    static final ConnectHook CONNECT = new ConnectHook() {
        @Override
        public OperationType type() {
            return CONSOLE;
        }

        @Override
        public List<String> channels(Inputs inputs) {
            return List.of("0");
        }

        @Override
        public Channel connect(RunContext context, Caller caller) {
            throw new OperationException.Forbidden("nobody");
        }
    };

    private ValidArgs() {}

    static OperationArgs validTask() {
        return OperationArgs.of(COPY)
                .inProject("default")
                .withEntityUrl("/1.0/instances/c1")
                .withResources(Map.of("instance", List.of("/1.0/instances/c1")))
                .withMetadata(Map.of("entity_url", "/1.0/instances/c2", "note", "nightly"))
                .withInputs(Inputs.of(Map.of("target", "c2", "speed", 5, "flags", List.of("live"))))
                .withConflictReference("instance/c1");
    }

    static OperationArgs validChild() {
        return validTask().withConflictReference(null);
    }

    static OperationArgs validMove() {
        return OperationArgs.of(MOVE).inProject("default").withEntityUrl("/1.0/instances/c1");
    }

    static OperationArgs validBulk() {
        return OperationArgs.of(BULK)
                .inProject("default")
                .withChildren(List.of(validChild(), validChild(), validMove().inStage(1)));
    }

    static OperationArgs validToken() {
        return OperationArgs.of(TOKEN);
    }

    static OperationArgs validWebsocket() {
        return OperationArgs.of(CONSOLE);
    }

    static OperationArgs durable(OperationArgs bulk) {
        return bulk.withClass(OperationClass.DURABLE)
                .withChildren(bulk.children().stream()
                        .map(it -> it.withClass(OperationClass.DURABLE))
                        .toList());
    }

    @SuppressWarnings("NullAway") // What Java lets callers do.
    static OperationArgs withNullChild(OperationArgs bulk) {
        var children = new ArrayList<>(bulk.children());
        children.add(null);
        return bulk.withChildren(children);
    }
}
