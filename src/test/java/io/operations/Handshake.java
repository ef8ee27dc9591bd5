package io.operations;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The request for a WebSocket as it goes over the wire, and its answer, whatever that is. Stays connected until it is closed. */
public final class Handshake implements AutoCloseable {

    private static final Map<String, String> HEADERS = Map.of(
            "Connection", "Upgrade",
            "Upgrade", "websocket",
            "Sec-WebSocket-Version", "13",
            "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");

    private final Socket socket;
    private final Api.Answer answer;

    /** Asks as any client would. */
    public Handshake(int port, String target) {
        this(port, target, Map.of());
    }

    /** @param headers in place of those that any client sends, or beside them */
    public Handshake(int port, String target, Map<String, String> headers) {
        try {
            socket = RawHttp.send(port, request(target, headers));
            answer = RawHttp.parse(read(socket)).isTo("GET", target.split("\\?", 2)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a channel of an operation is reached at, with this in its query. */
    public static String target(Object operation, String query) {
        return "/1.0/operations/" + operation + "/websocket?" + query;
    }

    /** 101 without a body, or a refusal. */
    public Api.Answer answer() {
        return answer;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String request(String target, Map<String, String> headers) {
        var all = new TreeMap<>(HEADERS);
        all.putAll(headers);
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                + all.entrySet().stream()
                        .map(it -> it.getKey() + ": " + it.getValue() + "\r\n")
                        .collect(Collectors.joining())
                + "\r\n";
    }

    private static String read(Socket socket) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        var head = head(in);
        if (head.startsWith("HTTP/1.1 101")) {
            return head;
        }
        // The server closes what no further request can come from.
        socket.shutdownOutput();
        return head + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("Broken off after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
