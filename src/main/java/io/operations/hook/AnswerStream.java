package io.operations.hook;

import io.operations.operation.OperationException;
import io.operations.operation.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer that arrives line by line while the endpoint works, each line a JSON object with any of these keys; others
 * mean nothing:
 * <ul>
 *   <li>{@code progress}: {@code stage}, {@code percent}, {@code processed}, {@code speed}, all optional
 *   <li>{@code metadata}: an object that is added to the operation's
 *   <li>{@code return}: the body of the final answer; the last one counts
 *   <li>{@code error}, {@code error_code}: the operation has failed, nothing more is read
 * </ul>
 */
final class AnswerStream {

    static final String MEDIA_TYPE = "application/x-ndjson";

    private static final int LONGEST_METADATA = 256 * 1024;
    private static final int DEFAULT_ERROR = 500;

    private final Hop hop;
    private final StreamUpdates updates;
    private final Redaction redaction;
    private final Map<String, Integer> metadataLengths = new HashMap<>();
    private int line;
    private @Nullable JsonNode body;

    AnswerStream(Hop hop, StreamUpdates updates) {
        this(hop, updates, Redaction.NONE);
    }

    AnswerStream(Hop hop, StreamUpdates updates, Redaction redaction) {
        this.hop = hop;
        this.redaction = redaction;
        this.updates = updates;
    }

    /** The last {@code return} so far. */
    @Nullable
    JsonNode body() {
        return body;
    }

    /** Applies line after line until the stream ends. However it ends, all that it said has been told then. */
    void follow(InputStream in) throws IOException, InterruptedException {
        try (updates) {
            apply(new BoundedLines(in, Answer.LONGEST_BODY));
        } catch (OperationException.Invalid e) {
            throw CallFailure.broken(hop, "sent a stream with updates that are refused: " + e.getMessage());
        }
    }

    private void apply(BoundedLines lines) throws IOException, InterruptedException {
        for (var text = next(lines); text != null; text = next(lines)) {
            if (!text.isBlank()) {
                apply(object(text));
            }
        }
    }

    /** An endpoint that never pauses would never let an interrupt through, hence the look at it here. */
    private @Nullable String next(BoundedLines lines) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        line++;
        try {
            var next = lines.next();
            return next == null ? null : redaction.apply(next);
        } catch (BoundedLines.TooLong e) {
            throw bad("is longer than 64 KiB");
        }
    }

    private ObjectNode object(String text) {
        try {
            if (Answer.JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (StreamConstraintsException e) {
            throw bad("is nested deeper than " + Answer.DEEPEST_BODY
                    + " levels or has a number or name that is too long");
        } catch (JacksonException e) {
            // Said below, without the parser's own words.
        }
        throw bad("is no JSON object: " + Storable.excerpt(text));
    }

    private void apply(ObjectNode object) {
        if (object.has("metadata")) {
            addMetadata(object.get("metadata"));
        }
        if (object.has("progress")) {
            report(object.get("progress"));
        }
        if (object.has("return")) {
            body = Storable.json(object.get("return"));
        }
        updates.tell();
        if (object.has("error")) {
            fail(object.get("error"), object.path("error_code"));
        }
    }

    private void addMetadata(JsonNode metadata) {
        if (!metadata.isObject()) {
            throw bad("has metadata that is no object");
        }
        var added = new HashMap<String, JsonNode>();
        metadata.properties().forEach(it -> {
            var key = Storable.text(it.getKey());
            var value = Storable.json(it.getValue());
            added.put(key, value);
            metadataLengths.put(key, key.length() + value.toString().length());
        });
        if (metadataLengths.values().stream().mapToInt(it -> it).sum() > LONGEST_METADATA) {
            throw bad("makes the metadata longer than 256 KiB");
        }
        updates.add(added);
    }

    private void report(JsonNode progress) {
        var stage = progress.path("stage");
        if (!progress.isObject() || !(stage.isMissingNode() || stage.isString())) {
            throw bad("has progress that is no object with a stage");
        }
        try {
            updates.add(new Progress(
                    Storable.text(stage.asString("request")),
                    Math.clamp(number(progress, "percent"), Integer.MIN_VALUE, Integer.MAX_VALUE),
                    number(progress, "processed"),
                    number(progress, "speed")));
        } catch (OperationException.Invalid e) {
            throw bad("is refused: " + e.getMessage());
        }
    }

    private long number(JsonNode progress, String key) {
        var value = progress.path(key);
        if (!value.isMissingNode() && !value.isNumber()) {
            throw bad("has progress." + key + " that is no number");
        }
        return (long) value.asDouble(0);
    }

    private void fail(JsonNode error, JsonNode code) {
        if (!error.isString() || !(code.isMissingNode() || code.isNumber())) {
            throw bad("has an error that is no text or an error_code that is no number");
        }
        int given = (int) code.asDouble(DEFAULT_ERROR);
        throw new OperationException.Failed(Math.clamp(given, 400, 599), Storable.text(error.stringValue()));
    }

    private OperationException.Failed bad(String what) {
        return CallFailure.broken(hop, "sent a stream of which line " + line + " " + what);
    }
}
