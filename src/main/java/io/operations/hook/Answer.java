package io.operations.hook;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * What an endpoint said in the end.
 *
 * @param body      null if there is none, or none that is kept
 * @param truncated whether there was more than is kept
 * @param excerpt   the beginning of a readable body, for messages; may be empty
 */
record Answer(int status, @Nullable JsonNode body, boolean truncated, String excerpt) {

    /** Bytes of body that are kept. */
    static final int LONGEST_BODY = 64 * 1024;

    /** Levels of JSON that metadata takes, less those around the body. Deeper JSON is kept as text. */
    static final int DEEPEST_BODY = 90;

    /** Reads JSON from outside. */
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST_BODY)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static Answer of(int status, @Nullable JsonNode body) {
        return new Answer(status, body, false, "");
    }

    /** Reads the whole body, or as much of it as shows that it is too long. */
    static Answer read(Exchange exchange, Redaction redaction) throws IOException {
        var bytes = exchange.body().readNBytes(LONGEST_BODY + 1);
        var truncated = bytes.length > LONGEST_BODY;
        var text = redaction.apply(new String(bytes, exchange.charset()));
        var mediaType = exchange.mediaType();
        return new Answer(
                exchange.status(),
                truncated || text.isBlank() ? null : body(text, mediaType),
                truncated,
                isText(mediaType) || isJson(mediaType) ? Storable.excerpt(text) : "");
    }

    private static @Nullable JsonNode body(String text, String mediaType) {
        try {
            if (isJson(mediaType)) {
                return Storable.json(JSON.readTree(text));
            }
        } catch (JacksonException e) {
            // It only said that it were JSON; as text it is still worth having.
        }
        return isText(mediaType) ? StringNode.valueOf(Storable.text(text)) : null;
    }

    private static boolean isJson(String mediaType) {
        return mediaType.isEmpty() || mediaType.equals("application/json") || mediaType.endsWith("+json");
    }

    private static boolean isText(String mediaType) {
        return mediaType.startsWith("text/")
                || mediaType.equals("application/json")
                || mediaType.endsWith("+json")
                || mediaType.equals(AnswerStream.MEDIA_TYPE);
    }

    /** The same where there is no room for a body. */
    Answer withoutBody() {
        return new Answer(status, null, true, excerpt);
    }

    /** As {@code metadata.return} shows it. */
    Map<String, Object> toReturn() {
        var shown = new HashMap<String, Object>();
        shown.put("status", status);
        if (body != null) {
            shown.put("body", body);
        }
        if (truncated) {
            shown.put("truncated", true);
        }
        return shown;
    }

    /** Status, its usual name and how the body begins. The endpoint's own words for the status are not repeated. */
    String summary() {
        var known = HttpStatus.resolve(status);
        var named = known == null ? "" + status : status + " " + known.getReasonPhrase();
        return excerpt.isEmpty() ? named : named + ": " + excerpt;
    }
}
