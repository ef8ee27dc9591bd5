package io.operations.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket client that does nothing by itself: it shows every frame, answers no ping and reads only when told. */
public final class RawWebSocket implements AutoCloseable {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    static final int PONG = 10;

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int SMALL_BUFFER = 4096;

    /** One frame of the server; only a close frame has a code. */
    public record Frame(int opcode, boolean last, byte[] payload) {

        public String text() {
            return new String(payload, UTF_8);
        }

        public int closeCode() {
            return opcode == CLOSE ? ByteBuffer.wrap(payload).getShort() : 0;
        }

        String closeReason() {
            return new String(payload, 2, payload.length - 2, UTF_8);
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final List<String> answer = new ArrayList<>();

    /** Sends the request of a WebSocket handshake, with more headers such as {@code Origin: …}. */
    public RawWebSocket(int port, String target, String... headers) throws IOException {
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), SMALL_BUFFER));
        socket.getOutputStream().write(request(port, target, headers).getBytes(US_ASCII));
        readAnswer();
    }

    /** The status line and the headers that the server answered. */
    public List<String> answer() {
        return answer;
    }

    public Frame read() throws IOException {
        var head = in.readUnsignedByte();
        var payload = new byte[readLength()];
        in.readFully(payload);
        return new Frame(head & 0x0f, (head & 0x80) != 0, payload);
    }

    /** The next frame that is no ping. */
    public Frame readData() throws IOException {
        var frame = read();
        while (frame.opcode() == PING) frame = read();
        return frame;
    }

    /** Sends a short frame, masked with zeros as a client must mask. */
    void send(int opcode, String payload) throws IOException {
        var bytes = payload.getBytes(UTF_8);
        var frame = ByteBuffer.allocate(6 + bytes.length);
        frame.put((byte) (0x80 | opcode))
                .put((byte) (0x80 | bytes.length))
                .putInt(0)
                .put(bytes);
        socket.getOutputStream().write(frame.array());
    }

    /** Sends a frame of any size, or one of several that make up a message. */
    void send(int opcode, boolean last, byte[] payload) throws IOException {
        begin(opcode, last, payload.length);
        sendRaw(payload);
    }

    /** Announces a frame of so many bytes, which are to be sent with {@link #sendRaw}. */
    void begin(int opcode, boolean last, long length) throws IOException {
        var head = ByteBuffer.allocate(14);
        head.put((byte) ((last ? 0x80 : 0) | opcode)).put((byte) (0x80 | 127));
        sendRaw(head.putLong(length).putInt(0).array());
    }

    public void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void sendClose(int code, String reason) throws IOException {
        var bytes = reason.getBytes(UTF_8);
        var payload =
                ByteBuffer.allocate(2 + bytes.length).putShort((short) code).put(bytes);
        var head = new byte[] {(byte) (0x80 | CLOSE), (byte) (0x80 | payload.capacity()), 0, 0, 0, 0};
        sendRaw(head);
        sendRaw(payload.array());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String request(int port, String target, String... headers) {
        var lines = new ArrayList<>(List.of(
                "GET " + target + " HTTP/1.1",
                "Host: localhost:" + port,
                "Connection: keep-alive, Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="));
        lines.addAll(List.of(headers));
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private void readAnswer() throws IOException {
        for (var line = readLine(); !line.isEmpty(); line = readLine()) answer.add(line);
    }

    private String readLine() throws IOException {
        var line = new StringBuilder();
        for (var next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) line.append((char) next);
        return line.toString().strip();
    }

    private int readLength() throws IOException {
        var length = in.readUnsignedByte();
        return switch (length) {
            case 126 -> in.readUnsignedShort();
            case 127 -> Math.toIntExact(in.readLong());
            default -> length;
        };
    }
}
