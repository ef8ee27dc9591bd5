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
final class RawWebSocket implements AutoCloseable {

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int SMALL_BUFFER = 4096;

    /** One frame of the server; only a close frame has a code. */
    record Frame(int opcode, String text, int closeCode) {
        static Frame of(int opcode, byte[] payload) {
            return new Frame(
                    opcode,
                    new String(payload, UTF_8),
                    opcode == CLOSE ? ByteBuffer.wrap(payload).getShort() : 0);
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final List<String> answer = new ArrayList<>();

    /** Sends the request of a WebSocket handshake, with more headers such as {@code Origin: …}. */
    RawWebSocket(int port, String target, String... headers) throws IOException {
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), SMALL_BUFFER));
        socket.getOutputStream().write(request(port, target, headers).getBytes(US_ASCII));
        readAnswer();
    }

    /** The status line and the headers that the server answered. */
    List<String> answer() {
        return answer;
    }

    Frame read() throws IOException {
        var opcode = in.readUnsignedByte() & 0x0f;
        var payload = new byte[readLength()];
        in.readFully(payload);
        return Frame.of(opcode, payload);
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
