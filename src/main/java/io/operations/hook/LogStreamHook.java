package io.operations.hook;

import io.operations.operation.Channel;
import io.operations.operation.ConnectHook;
import io.operations.operation.EntityType;
import io.operations.operation.Inputs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.OperationInput;
import io.operations.operation.OperationType;
import io.operations.operation.RunContext;
import io.operations.operation.RunHook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Shows what one producer says to any number of viewers, to late ones too as far as the replay reaches. The producer never
 * waits: a viewer reads without a gap or not at all.
 */
class LogStreamHook implements RunHook, ConnectHook {

    private static final String PRODUCER = "producer";
    private static final String VIEWER = "viewer";
    private static final String REPLAY = "replay";
    private static final int DEFAULT_REPLAY = 256 * 1024;
    private static final int SMALLEST_REPLAY = 1024;
    private static final int LARGEST_REPLAY = 1024 * 1024;
    private static final Goodbye NOT_READ = new Goodbye(1013, "The rest was not read in time");
    private static final OperationType TYPE = OperationType.of(
                    "log-stream", "Streaming logs", EntityType.PROJECT, OperationClass.WEBSOCKET)
            .onAnyEntity()
            .withInputs(
                    ConnectTimeout.INPUT,
                    OperationInput.optional(
                            REPLAY,
                            OperationInput.Kind.NUMBER,
                            "How many bytes are kept for viewers that come late or read slowly, 1024 to 1048576; 262144 if"
                                    + " not given"));

    private final Duration farewell;

    /** @param farewell how long viewers may take to read the rest after the producer's goodbye */
    LogStreamHook(Duration farewell) {
        this.farewell = farewell;
    }

    @Override
    public OperationType type() {
        return TYPE;
    }

    @Override
    public void validate(Inputs inputs) {
        ConnectTimeout.of(inputs);
        replay(inputs);
    }

    @Override
    public List<String> channels(Inputs inputs) {
        return List.of(PRODUCER, VIEWER);
    }

    @Override
    public Channel connect(RunContext context, Caller caller) {
        var stream = stream(context);
        return caller.channel().equals(PRODUCER) ? stream.produce() : stream.view();
    }

    @Override
    public void run(RunContext context) throws InterruptedException {
        var stream = stream(context);
        try {
            if (!stream.awaitProducer(ConnectTimeout.of(context.inputs()))) throw ConnectTimeout.failure();
            var failure = stream.awaitEnding().failure();
            stream.awaitViewers(farewell);
            stream.end(NOT_READ);
            if (failure != null) throw failure;
        } finally {
            stream.end(Goodbye.goingAway("Operation has ended"));
            context.extendMetadata(Map.of(
                    "messages", stream.ring().count(), "bytes", stream.ring().bytes()));
        }
    }

    private static LogStream stream(RunContext context) {
        return context.session(LogStream.class, () -> new LogStream(replay(context.inputs())));
    }

    private static int replay(Inputs inputs) {
        return inputs.optional(REPLAY).map(LogStreamHook::bytes).orElse(DEFAULT_REPLAY);
    }

    private static int bytes(JsonNode value) {
        if (!value.isInt() || value.intValue() < SMALLEST_REPLAY || value.intValue() > LARGEST_REPLAY) {
            throw new OperationException.Invalid("inputs." + REPLAY + " must be a whole number of bytes from "
                    + SMALLEST_REPLAY + " to " + LARGEST_REPLAY);
        }
        return value.intValue();
    }
}
