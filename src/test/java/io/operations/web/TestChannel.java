package io.operations.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.operations.operation.Channel;
import io.operations.operation.Frame;
import io.operations.operation.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A channel that keeps what it is told, and takes as much as a test lets it. */
final class TestChannel implements Channel {

    /** How a connection ended. */
    record Closed(int code, String reason) {}

    final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    final AtomicLong bytes = new AtomicLong();
    final AtomicInteger taking = new AtomicInteger();
    final AtomicInteger timesClosed = new AtomicInteger();
    private final CompletableFuture<Peer> opened = new CompletableFuture<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final Semaphore room;
    private final boolean keeping;

    private TestChannel(int room, boolean keeping) {
        this.room = new Semaphore(room);
        this.keeping = keeping;
    }

    static TestChannel open() {
        return new TestChannel(Integer.MAX_VALUE, true);
    }

    /** Takes nothing until {@link #openUp} is called; then counts, and keeps nothing. */
    static TestChannel shut() {
        return new TestChannel(0, false);
    }

    void openUp() {
        room.release(Integer.MAX_VALUE - room.availablePermits());
    }

    Peer peer() {
        return opened.orTimeout(30, SECONDS).join();
    }

    Closed end() {
        return closed.orTimeout(30, SECONDS).join();
    }

    Frame next() throws InterruptedException {
        var frame = frames.poll(30, SECONDS);
        if (frame == null) throw new AssertionError("nothing came");
        return frame;
    }

    static String text(Frame frame) {
        return UTF_8.decode(frame.payload().duplicate()).toString();
    }

    static Frame text(String text) {
        return new Frame(Frame.Kind.TEXT, UTF_8.encode(text), true);
    }

    static Frame binary(byte[] bytes, boolean last) {
        return new Frame(Frame.Kind.BINARY, ByteBuffer.wrap(bytes), last);
    }

    /** Sends without end, on a thread of its own, and counts what was taken. */
    CompletableFuture<@Nullable Void> pour(AtomicLong taken) {
        var outcome = new CompletableFuture<@Nullable Void>();
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    peer().send(binary(new byte[Outbox.PIECE], true));
                    taken.incrementAndGet();
                }
            } catch (IOException | InterruptedException e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    @Override
    public void opened(Peer peer) {
        opened.complete(peer);
    }

    @Override
    public void received(Frame frame) throws IOException, InterruptedException {
        taking.incrementAndGet();
        room.acquire();
        taking.decrementAndGet();
        bytes.addAndGet(frame.size());
        if (keeping) frames.add(frame);
    }

    @Override
    public void closed(int code, String reason) {
        timesClosed.incrementAndGet();
        closed.complete(new Closed(code, reason));
        openUp();
    }
}
