package io.operations.web;

import io.operations.operation.Attachment;
import io.operations.operation.Channel;
import io.operations.operation.ConnectHook;
import io.operations.operation.OperationException;
import io.operations.operation.RunContext;
import io.operations.requestor.Caller;
import io.operations.requestor.Requestor;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;

/** Connects callers to channels that tests put there, by secret. */
@TestComponent
final class Switchboard implements Connecting {

    static final UUID OPERATION = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

    private final Map<String, Supplier<Channel>> channels = new ConcurrentHashMap<>();

    /** The target of a request that knows this secret. */
    static String target(String secret) {
        return "/1.0/operations/" + OPERATION + "/websocket?secret=" + secret;
    }

    /** A channel of a test's own, under a secret of its own. */
    String put(Supplier<Channel> channel) {
        var secret = UUID.randomUUID().toString();
        channels.put(secret, channel);
        return secret;
    }

    /** A channel of an operation. */
    String put(ConnectHook hook, RunContext context, String channel) {
        var caller = new ConnectHook.Caller(channel, Requestor.anonymous("127.0.0.1:1"));
        return put(() -> hook.connect(context, caller));
    }

    @Override
    public Attachment connect(UUID id, @Nullable String secret, Caller caller) {
        if (!id.equals(OPERATION)) throw new OperationException.NotFound("Operation not found");
        if (secret == null) throw new OperationException.Invalid("Missing websocket secret");
        var channel = channels.get(secret);
        if (channel == null) throw new OperationException.Forbidden("Forbidden");
        return new Attachment(channel.get(), _ -> true);
    }
}
