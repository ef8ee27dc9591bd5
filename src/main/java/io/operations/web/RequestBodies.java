package io.operations.web;

import io.operations.operation.OperationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    private static final int BUFFER = 8 * 1024;

    private final JsonMapper strict = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final int limit;

    private final Duration timeout;

    /** A body that is not there in time. */
    static final class TooSlow extends RuntimeException {
        private TooSlow() {
            super("Request body did not arrive in time", null, false, false);
        }
    }

    RequestBodies(WebSettings settings, CallerLimitSettings limits) {
        limit = Math.toIntExact(settings.maxBodySize().toBytes());
        timeout = limits.bodyTimeout();
    }

    Fields read(InputStream body) {
        return new Fields(object(body));
    }

    /** The same of a client that says null where others say nothing. */
    Fields readWithoutNulls(InputStream body) {
        return Fields.withoutNulls(object(body));
    }

    private ObjectNode object(InputStream body) {
        var bytes = bytes(body);
        if (bytes.length > limit) {
            var tooLarge = new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE);
            tooLarge.setDetail("Request body must be at most " + limit + " bytes");
            throw tooLarge;
        }
        return parse(text(bytes));
    }

    private byte[] bytes(InputStream body) {
        try {
            return readInTime(body);
        } catch (IOException e) {
            throw isTimeout(e) ? new TooSlow() : new OperationException.Invalid("Request body is incomplete");
        }
    }

    /** Reads what is there, again and again; how long one read may take is what Tomcat's connection timeout says. */
    private byte[] readInTime(InputStream body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[BUFFER];
        var start = System.nanoTime();
        for (var read = 0; read >= 0 && bytes.size() <= limit; read = body.read(buffer)) {
            bytes.write(buffer, 0, read);
            if (System.nanoTime() - start > timeout.toNanos()) throw new TooSlow();
        }
        return bytes.toByteArray();
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
