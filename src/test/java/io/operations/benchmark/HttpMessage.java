package io.operations.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Just enough of HTTP/1.1 for a client that is cheap beside the server that it loads. */
final class HttpMessage {

    private static final String END_OF_HEAD = "\r\n\r\n";

    private HttpMessage() {}

    static byte[] get(String path) {
        return bytes("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1" + END_OF_HEAD);
    }

    /** A request for a WebSocket. */
    static byte[] upgrade(String path) {
        return bytes("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==" + END_OF_HEAD);
    }

    static byte[] post(String path, String json) {
        return bytes(
                "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.length() + END_OF_HEAD + json);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether that is a whole answer. */
    static boolean isComplete(String answer) {
        var end = answer.indexOf(END_OF_HEAD);
        if (end < 0) {
            return false;
        }
        var length = header(answer, "content-length");
        return length.isEmpty()
                ? answer.endsWith("0" + END_OF_HEAD)
                : answer.length() >= end + END_OF_HEAD.length() + Integer.parseInt(length);
    }

    /** Without the lines between chunks, which may be in the middle of a word; JSON of ours has no such lines. */
    static String joined(String answer) {
        return answer.replaceAll("\r\n[0-9a-f]+\r\n", "");
    }

    static String header(String answer, String name) {
        var head = answer.substring(0, answer.indexOf(END_OF_HEAD) + 2);
        var start = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":");
        if (start < 0) {
            return "";
        }
        var value = start + name.length() + 3;
        return head.substring(value, head.indexOf("\r\n", value)).strip();
    }

    static void requireStatus(String answer, int status) {
        if (!answer.startsWith("HTTP/1.1 " + status + " ")) {
            throw new IllegalStateException("Expected " + status + ", got: " + answer);
        }
    }
}
