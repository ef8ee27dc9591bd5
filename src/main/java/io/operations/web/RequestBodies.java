package io.operations.web;

import io.operations.operation.OperationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

    private final JsonMapper strict = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final int limit;

    RequestBodies(WebSettings settings) {
        limit = Math.toIntExact(settings.maxBodySize().toBytes());
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
            return body.readNBytes(limit + 1);
        } catch (IOException e) {
            throw new OperationException.Invalid("Request body is incomplete");
        }
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
