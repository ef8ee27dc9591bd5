package io.operations.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/**
 * One bad request.
 *
 * @param name  what is bad about it
 * @param bytes all that goes over the wire
 * @param end   what is to become of it
 */
record Attack(String name, byte[] bytes, End end) {

    /** What may come of a request. Whatever it is: one answer at most, never 5xx of the service, no insides. */
    enum End {
        /** An error envelope with a 4xx. */
        REFUSED,
        /** It is hardly HTTP: an error envelope, or the connection is closed. Tomcat's own 501 and 505 are such answers. */
        BROKEN,
        /** It only reads, and what is odd about it may be ignored: an error envelope, or an answer. */
        HARMLESS
    }

    private static final int NAME_LENGTH = 120;

    /** @param text one char for each byte */
    static Attack refused(String name, String text) {
        return new Attack(name, text.getBytes(ISO_8859_1), End.REFUSED);
    }

    static Attack broken(String name, String text) {
        return new Attack(name, text.getBytes(ISO_8859_1), End.BROKEN);
    }

    static Attack harmless(String name, String text) {
        return new Attack(name, text.getBytes(ISO_8859_1), End.HARMLESS);
    }

    /** A request with a body, of which only the body is bad. */
    static Attack body(String name, String target, byte[] body) {
        var head = post(target, body.length).getBytes(ISO_8859_1);
        var all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return new Attack(name, all, End.REFUSED);
    }

    /** The head of a good request with JSON of this length; the body is to follow. */
    static String post(String target, int length, String... headers) {
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + lines(headers)
                + (List.of(headers).stream().anyMatch(it -> it.startsWith("Content-Type"))
                        ? ""
                        : "Content-Type: application/json\r\n")
                + "Content-Length: " + length + "\r\n\r\n";
    }

    static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + lines(headers) + "\r\n";
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    @Override
    public String toString() {
        var line = name.replaceAll("[^ -~]", "?");
        return line.length() < NAME_LENGTH ? line : line.substring(0, NAME_LENGTH) + "...";
    }
}
