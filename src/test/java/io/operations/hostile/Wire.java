package io.operations.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.operations.Api;
import io.operations.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What comes back for bytes, however many answers that are. */
final class Wire {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: *chunked\r\n");

    private static final Pattern BARE = Pattern.compile("\"error_code\":([0-9]+)");
    private static final String GO_ON = "HTTP/1.1 100 ";

    private Wire() {}

    /** Sends it, sends no more, and hears all until the other side closes. */
    static List<Api.Answer> exchange(int port, Attack attack) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var cut = send(socket, attack);
            var answers = answers(read(socket, cut));
            answers.forEach(it -> it.isTo(new String(attack.bytes(), ISO_8859_1)));
            return answers;
        }
    }

    /** Null if all went out. Whoever is refused early may find the connection closed before all is sent. */
    private static @Nullable IOException send(Socket socket, Attack attack) {
        try {
            socket.getOutputStream().write(attack.bytes());
            socket.getOutputStream().flush();
            if (attack.end() == Attack.End.BROKEN) socket.shutdownOutput();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static String read(Socket socket, @Nullable IOException cut) throws IOException {
        var heard = new StringBuilder();
        var buffer = new byte[8192];
        try {
            for (var in = socket.getInputStream(); ; ) {
                var count = in.read(buffer);
                if (count < 0) return heard.toString();
                heard.append(new String(buffer, 0, count, ISO_8859_1));
            }
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (heard.isEmpty() && cut == null) throw e;
            return heard.toString();
        }
    }

    /** One after the other. What is left over at the end is a failure. */
    static List<Api.Answer> answers(String heard) {
        var answers = new ArrayList<Api.Answer>();
        for (var rest = withHead(heard); !rest.isEmpty(); ) {
            var end = end(rest);
            if (!rest.startsWith(GO_ON)) answers.add(RawHttp.parse(rest.substring(0, end)));
            rest = rest.substring(end);
        }
        return answers;
    }

    /** Who sends no version speaks HTTP/0.9, where answers have no head. */
    private static String withHead(String heard) {
        var code = BARE.matcher(heard);
        return code.find() && heard.startsWith("{")
                ? "HTTP/1.1 %s \r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n\r\n%s"
                        .formatted(code.group(1), heard)
                : heard;
    }

    private static int end(String heard) {
        var head = heard.indexOf("\r\n\r\n");
        if (head < 0 || !heard.startsWith("HTTP/1.")) throw new IllegalStateException("No HTTP: " + heard);
        var body = head + 4;
        var headers = heard.substring(0, head + 2);
        if (CHUNKED.matcher(headers).find()) return heard.indexOf("\r\n0\r\n\r\n", head) + 7;
        if (heard.startsWith(GO_ON)) return body;
        var length = LENGTH.matcher(headers);
        return length.find() ? Math.min(heard.length(), body + Integer.parseInt(length.group(1))) : heard.length();
    }
}
