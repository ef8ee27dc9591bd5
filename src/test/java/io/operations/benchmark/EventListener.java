package io.operations.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32;

/** One client of the events WebSocket that remembers how much it has heard, and a checksum of all of it in order. */
final class EventListener {

    /** The service has let go of it without a goodbye. */
    private static final int DROPPED = 1006;

    private final EventFrames frames = new EventFrames();
    private final CRC32 checksum = new CRC32();
    private final SocketChannel channel;
    private long events;
    private int closeCode;

    /** Who is told of each event. */
    interface Sink {
        void heard(ByteBuffer event);
    }

    private EventListener(SocketChannel channel) {
        this.channel = channel;
    }

    static EventListener open(InetSocketAddress service, String path, Selector selector) throws IOException {
        var listener = new EventListener(SocketChannel.open(service));
        listener.frames.open(listener.channel, path);
        listener.channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, listener);
        return listener;
    }

    /** Forgets what it has heard. */
    void begin() {
        events = 0;
        checksum.reset();
    }

    void read(Sink sink) throws IOException {
        try {
            frames.read(channel, (kind, payload) -> take(kind, payload, sink));
        } catch (IOException gone) {
            close(DROPPED);
        }
    }

    private void take(int kind, ByteBuffer payload, Sink sink) throws IOException {
        switch (kind) {
            case EventFrames.TEXT -> hear(payload, sink);
            case EventFrames.PING -> EventFrames.pong(channel);
            case EventFrames.CLOSE -> close(payload.getShort());
            default -> throw new IllegalStateException("A frame of kind " + kind);
        }
    }

    private void hear(ByteBuffer event, Sink sink) {
        events++;
        checksum.update(event);
        sink.heard(event.rewind());
    }

    private void close(int code) throws IOException {
        if (closeCode == 0) closeCode = code;
        channel.close();
    }

    /** What the service closed it with; 0 while it has not. */
    int closeCode() {
        return closeCode;
    }

    long events() {
        return events;
    }

    /** Whether both have heard the same, in the same order. */
    boolean agreesWith(EventListener other) {
        return events == other.events && checksum.getValue() == other.checksum.getValue();
    }
}
