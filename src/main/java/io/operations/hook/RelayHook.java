package io.operations.hook;

import io.operations.operation.Channel;
import io.operations.operation.ConnectHook;
import io.operations.operation.EntityType;
import io.operations.operation.Inputs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.OperationType;
import io.operations.operation.RunContext;
import io.operations.operation.RunHook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets two parties talk who cannot reach each other: whatever one sends the other gets, as it was sent, until one says
 * goodbye. Neither can send faster than the other reads.
 */
// Source: how LXD moves an instance between two servers through the client, shared/ws/proxy.go
class RelayHook implements RunHook, ConnectHook {

    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);
    private static final OperationType TYPE = OperationType.of(
                    "relay", "Relaying between two parties", EntityType.PROJECT, OperationClass.WEBSOCKET)
            .onAnyEntity()
            .withInputs(ConnectTimeout.INPUT);

    @Override
    public OperationType type() {
        return TYPE;
    }

    @Override
    public void validate(Inputs inputs) {
        ConnectTimeout.of(inputs);
    }

    @Override
    public List<String> channels(Inputs inputs) {
        return List.of("0", "1");
    }

    @Override
    public Channel connect(RunContext context, Caller caller) {
        return relay(context).join(caller.channel());
    }

    @Override
    public void run(RunContext context) throws InterruptedException {
        var relay = relay(context);
        try {
            if (!relay.awaitBoth(ConnectTimeout.of(context.inputs()))) throw ConnectTimeout.failure();
            part(relay, untilGoodbye(relay, context));
        } finally {
            relay.end(Goodbye.goingAway("Operation has ended"));
            context.extendMetadata(Map.of("bytes", relay.bytes()));
        }
    }

    private static Relay relay(RunContext context) {
        return context.session(Relay.class, Relay::new);
    }

    private static Goodbye untilGoodbye(Relay relay, RunContext context) throws InterruptedException {
        var progress = new ByteProgress(context, "relay");
        @Nullable Goodbye goodbye;
        do {
            goodbye = relay.awaitGoodbye(REPORT_INTERVAL);
            progress.report(
                    relay.bytes().values().stream().mapToLong(Long::longValue).sum());
        } while (goodbye == null);
        return goodbye;
    }

    private static void part(Relay relay, Goodbye goodbye) {
        if (!goodbye.isCut()) {
            relay.end(goodbye);
            if (goodbye.isTooBig()) throw new OperationException.Failed(413, goodbye.reason());
            return;
        }
        relay.end(Goodbye.serverError("The other party was cut off"));
        throw new OperationException.Failed(502, "Connection was cut off");
    }
}
