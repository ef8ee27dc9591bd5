package io.operations.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Just enough of a WebSocket to hear events: whole frames, each smaller than the buffer. */
final class EventFrames {

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;

    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int FINAL = 0x80;
    private static final int SHORT_LENGTH = 126;
    private static final byte[] PONG = {(byte) (FINAL | 10), (byte) 0x80, 0, 0, 0, 0};

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(16_384);

    /** Who is told of each frame; the payload is theirs until they return. */
    interface Sink {
        void heard(int kind, ByteBuffer payload) throws IOException;
    }

    /** Asks for the WebSocket on a connection that blocks. What comes after the answer is kept. */
    void open(SocketChannel channel, String path) throws IOException {
        channel.write(ByteBuffer.wrap(HttpMessage.upgrade(path)));
        var head = "";
        while (!head.contains(END_OF_HEAD)) {
            fill(channel);
            var bytes = new byte[buffer.position()];
            buffer.get(0, bytes);
            head = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        HttpMessage.requireStatus(head, 101);
        buffer.flip().position(head.indexOf(END_OF_HEAD) + END_OF_HEAD.length());
        buffer.compact();
    }

    /** Takes what is there, and tells of the frames that are whole. */
    void read(SocketChannel channel, Sink sink) throws IOException {
        fill(channel);
        buffer.flip();
        for (var length = next(); length > 0; length = next()) {
            var start = buffer.position();
            var head = length - payloadLength(start);
            sink.heard(buffer.get(start) & 0x0f, buffer.slice(start + head, length - head));
            buffer.position(start + length);
        }
        buffer.compact();
    }

    private void fill(SocketChannel channel) throws IOException {
        if (channel.read(buffer) < 0) throw new IOException("The service closed the connection");
    }

    /** The length of the next frame; 0 if it is not whole. */
    private int next() {
        if (buffer.remaining() < 4 && !isEmptyFrame()) return 0;
        var start = buffer.position();
        var isLong = lengthByte(start) == SHORT_LENGTH;
        var length = payloadLength(start) + (isLong ? 4 : 2);
        if (length > buffer.capacity()) throw new IllegalStateException("A frame of " + length + " bytes");
        return buffer.remaining() < length ? 0 : length;
    }

    private boolean isEmptyFrame() {
        return buffer.remaining() >= 2 && lengthByte(buffer.position()) == 0;
    }

    private int payloadLength(int start) {
        var length = lengthByte(start);
        if ((buffer.get(start) & FINAL) == 0 || length > SHORT_LENGTH) {
            throw new IllegalStateException("A frame that is part of a message, or a huge one");
        }
        return length == SHORT_LENGTH ? buffer.getShort(start + 2) & 0xffff : length;
    }

    private int lengthByte(int start) {
        return buffer.get(start + 1) & 0x7f;
    }

    static void pong(SocketChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap(PONG));
    }
}
