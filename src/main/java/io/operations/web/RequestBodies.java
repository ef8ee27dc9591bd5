package io.operations.web;

import io.operations.operation.Budget;
import io.operations.operation.OperationException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads bodies strictly: one JSON object in UTF-8, no duplicate fields, nothing before or after it, not too large. */
@Component
class RequestBodies {

    /** What is open to all takes a secret, or a certificate and a token. */
    static final int SMALL = 4 * 1024;

    static final int CERTIFICATE = 64 * 1024;

    /** A body that is being read takes a thread and buffers beside its bytes. */
    private static final int LEAST = 8 * 1024;

    private static final int FIRST = 1024;

    private final JsonMapper strict = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final BodyMemory memory;
    private final LargeBodies large;
    private final int limit;

    private final Duration timeout;

    /** A body that is not there in time. */
    static final class TooSlow extends RuntimeException {
        private TooSlow() {
            super("Request body did not arrive in time", null, false, false);
        }
    }

    RequestBodies(WebSettings settings, CallerLimitSettings limits, BodyMemory memory, LargeBodies large) {
        this.memory = memory;
        this.large = large;
        limit = Math.toIntExact(settings.maxBodySize().toBytes());
        timeout = limits.bodyTimeout();
    }

    Fields read(HttpServletRequest request) {
        return new Fields(object(request, limit));
    }

    /** The same where a body is never large, and anybody may send one. */
    Fields readSmall(HttpServletRequest request) {
        return new Fields(object(request, SMALL));
    }

    /** The body of a client that says null where others say nothing. */
    Fields readCertificate(HttpServletRequest request) {
        return Fields.withoutNulls(object(request, CERTIFICATE));
    }

    /** The work that a body asked for is done: the next large one may begin. */
    void end(HttpServletRequest request) {
        large.end(request);
    }

    private ObjectNode object(HttpServletRequest request, int most) {
        if (request.getContentLengthLong() > most) throw tooLarge(most);
        var reservation = memory.of(request);
        var bytes = bytes(request, most, reservation);
        if (bytes.length > most) throw tooLarge(most);
        large.begin(request, bytes.length);
        reservation.grow(requireParsable(BodyWeight.of(bytes)));
        return parse(text(bytes));
    }

    private static ErrorResponseException tooLarge(int most) {
        var tooLarge = new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE);
        tooLarge.setDetail("Request body must be at most " + most + " bytes");
        return tooLarge;
    }

    /** What would not fit if it were the only one is not to be sent again. */
    private long requireParsable(long weight) {
        if (weight <= memory.largest()) return weight;
        var tooLarge = new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE);
        tooLarge.setDetail("Request body has too many values to be taken in at once");
        throw tooLarge;
    }

    private byte[] bytes(HttpServletRequest request, int most, Budget.Reservation reservation) {
        try {
            return readInTime(request.getInputStream(), most, reservation);
        } catch (IOException e) {
            throw isTimeout(e) ? new TooSlow() : new OperationException.Invalid("Request body is incomplete");
        }
    }

    /**
     * Reads what is there, again and again; how long one read may take is what Tomcat's connection timeout says. Takes memory for
     * what has come, whatever length was announced.
     */
    private byte[] readInTime(InputStream body, int most, Budget.Reservation reservation) throws IOException {
        reservation.grow(LEAST);
        var bytes = new byte[FIRST];
        var start = System.nanoTime();
        var size = 0;
        for (var read = 0; read >= 0 && size <= most; read = body.read(bytes, size, bytes.length - size)) {
            size += read;
            if (System.nanoTime() - start > timeout.toNanos()) throw new TooSlow();
            if (size == bytes.length) {
                reservation.grow(size);
                bytes = Arrays.copyOf(bytes, 2 * size);
            }
        }
        return Arrays.copyOf(bytes, size);
    }

    private static boolean isTimeout(@Nullable Throwable failure) {
        return failure instanceof SocketTimeoutException || failure != null && isTimeout(failure.getCause());
    }

    /** The parser guesses encodings, and takes longer ways to write a character than UTF-8 allows. */
    // Source: RFC 8259, 8.1; RFC 3629, 10
    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new OperationException.Invalid("Request body is not valid JSON: it is not UTF-8");
        }
    }

    private ObjectNode parse(String text) {
        try {
            if (strict.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (StreamConstraintsException e) {
            throw new OperationException.Invalid(
                    "Request body is nested too deeply, or has too long a number or field name");
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new OperationException.Invalid("Request body is not valid JSON"
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
        throw new OperationException.Invalid("Request body must be a JSON object");
    }
}
