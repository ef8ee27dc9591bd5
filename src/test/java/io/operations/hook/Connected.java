package io.operations.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.operations.operation.Channel;
import io.operations.operation.ConnectHook;
import io.operations.operation.Frame;
import io.operations.operation.Peer;
import io.operations.operation.RunContext;
import io.operations.requestor.Requestor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A client without a network: keeps what it is sent, reads only while it wants to. */
final class Connected implements Peer {

    /** One frame as it came. */
    record Heard(Frame.Kind kind, String text, boolean last) {}

    private final Channel channel;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Goodbye> closed = new CompletableFuture<>();
    private final AtomicBoolean gone = new AtomicBoolean();
    private boolean reading = true;

    private Connected(Channel channel) {
        this.channel = channel;
    }

    /** Attaches to a channel, up to where the connection would be upgraded. */
    static Connected asked(ConnectHook hook, RunContext context, String channel) {
        return new Connected(
                hook.connect(context, new ConnectHook.Caller(channel, Requestor.anonymous("127.0.0.1:1"))));
    }

    static Connected to(ConnectHook hook, RunContext context, String channel) throws Exception {
        var connected = asked(hook, context, channel);
        connected.open();
        return connected;
    }

    void open() throws Exception {
        channel.opened(this);
    }

    void say(String text) throws Exception {
        say(Frame.Kind.TEXT, text, true);
    }

    void say(Frame.Kind kind, String text, boolean last) throws Exception {
        channel.received(new Frame(kind, ByteBuffer.wrap(text.getBytes(UTF_8)), last));
    }

    /** Says it on a thread of its own, as it may have to wait. */
    CompletableFuture<@Nullable Void> sayAsync(String text) {
        var said = new CompletableFuture<@Nullable Void>();
        Thread.ofVirtual().start(() -> {
            try {
                say(text);
                said.complete(null);
            } catch (Exception failure) {
                said.completeExceptionally(failure);
            }
        });
        return said;
    }

    void leave(int code, String reason) {
        if (gone.compareAndSet(false, true)) channel.closed(code, reason);
        readAgain();
    }

    void vanish() {
        leave(1006, "");
    }

    synchronized void stopReading() {
        reading = false;
    }

    synchronized void readAgain() {
        reading = true;
        notifyAll();
    }

    String hear() throws InterruptedException {
        return next().text();
    }

    Heard next() throws InterruptedException {
        var next = heard.poll(30, SECONDS);
        if (next == null) throw new AssertionError("nothing was heard");
        return next;
    }

    boolean hasHeard() {
        return !heard.isEmpty();
    }

    Goodbye farewell() {
        return closed.orTimeout(30, SECONDS).join();
    }

    boolean isSentAway() {
        return closed.isDone();
    }

    @Override
    public synchronized void send(Frame frame) throws IOException, InterruptedException {
        while (!reading) wait();
        if (gone.get()) throw new IOException("gone");
        heard.add(new Heard(frame.kind(), UTF_8.decode(frame.payload()).toString(), frame.last()));
    }

    @Override
    public void close(int code, String reason) {
        if (!gone.compareAndSet(false, true)) return;
        closed.complete(new Goodbye(code, reason));
        readAgain();
        Thread.ofVirtual().start(() -> channel.closed(code, reason));
    }
}
