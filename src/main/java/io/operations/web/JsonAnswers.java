package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers that are JSON already into sync envelopes. A client that does not take its answer in time is cut off. */
@Component
class JsonAnswers {

    /** Says to {@link UnreadBodies} that the connection is of no use any more. */
    static final String CUT = JsonAnswers.class.getName() + ".CUT";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PIECE = 8 * 1024;

    private final byte[] begin;

    JsonAnswers(JsonMapper json) {
        var empty = json.writeValueAsBytes(Envelope.sync(Map.of()));
        // Without the empty object, which is last, and the bracket after it.
        begin = Arrays.copyOf(empty, empty.length - "{}}".length());
    }

    /** What is written into the envelope. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @param next the last id, or the last name, on the page, if there is another page */
    void write(Content content, @Nullable Object next, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        if (next != null) response.setHeader(HttpHeaders.LINK, nextPage(next));
        var out = new TimedStream(response.getOutputStream());
        try {
            out.write(begin);
            content.writeTo(out);
            out.write("}".getBytes(StandardCharsets.UTF_8));
        } catch (TooSlow late) {
            request.setAttribute(CUT, true);
        }
    }

    /** The value of {@code Link}. */
    static String nextPage(Object last) {
        var after = UriUtils.encode(last.toString(), StandardCharsets.UTF_8);
        var uri = ServletUriComponentsBuilder.fromCurrentRequest().replaceQueryParam("after", after);
        return "<" + uri.scheme(null).host(null).port(null).build().toUriString() + ">; rel=\"next\"";
    }

    private static final class TooSlow extends IOException {}

    /** Looks at the time between pieces: each of them is written in time, or the connection fails. */
    private static final class TimedStream extends OutputStream {

        private final OutputStream out;
        private final long start = System.nanoTime();

        private TimedStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (var at = offset; at < offset + length; at += PIECE) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) throw new TooSlow();
                out.write(bytes, at, Math.min(PIECE, offset + length - at));
            }
        }
    }
}
