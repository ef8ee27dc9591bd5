package io.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Requests that a proper HTTP client refuses to make, byte by byte. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 10_000;

    private RawHttp() {}

    /** Sends the text as it is, in ISO-8859-1, and takes what comes back until the server closes. */
    public static Api.Answer exchange(int port, String request) {
        try {
            return answer(send(port, request)).isTo(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same over a connection that stands, which is closed afterwards. */
    public static Api.Answer exchange(Socket socket, String request) {
        try {
            send(socket, request);
            return answer(socket).isTo(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends more over a connection that stands: all that comes back on it until the server closes. */
    public static String text(Socket socket, String more) throws IOException {
        send(socket, more);
        return text(socket);
    }

    /** Sends the text and leaves the connection open; the caller closes it. */
    public static Socket send(int port, String request) throws IOException {
        var socket = new Socket("127.0.0.1", port);
        send(socket, request);
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** What comes back until the server closes, whether or not the service says such things. */
    public static Api.Answer answer(Socket socket) throws IOException {
        try (socket) {
            return parse(text(socket));
        }
    }

    private static String text(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** A whole request without a body. */
    public static String request(String method, String target, String... headers) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + List.of(headers).stream().map(it -> it + "\r\n").collect(Collectors.joining())
                + "\r\n";
    }

    /** One answer from its first line to its last byte, in ISO-8859-1. */
    public static Api.Answer parse(String answer) {
        var end = answer.indexOf("\r\n\r\n");
        var lines = answer.substring(0, end).split("\r\n");
        var headers = List.of(lines).stream()
                .skip(1)
                .map(it -> it.split(": *", 2))
                .collect(Collectors.groupingBy(
                        it -> it[0].toLowerCase(Locale.ROOT), Collectors.mapping(it -> it[1], Collectors.toList())));
        var body = answer.substring(end + 4);
        var whole = headers.containsKey("transfer-encoding") ? joined(body) : body;
        return Api.answer(
                Integer.parseInt(lines[0].split(" ")[1]),
                HttpHeaders.of(headers, (_, _) -> true),
                new String(whole.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /** The chunks of a body, without their frames. */
    private static String joined(String chunks) {
        var body = new StringBuilder();
        for (var at = 0; ; ) {
            var begin = chunks.indexOf("\r\n", at) + 2;
            var size = Integer.parseInt(chunks.substring(at, begin - 2), 16);
            if (size == 0) {
                return body.toString();
            }
            body.append(chunks, begin, begin + size);
            at = begin + size + 2;
        }
    }
}
