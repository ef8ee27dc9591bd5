package io.operations.operation;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a hook publishes, and the rules of contract §1.11 for changing it. Immutable. */
final class Metadata {

    /** Stands for metadata of a child that has ended, which is in PostgreSQL and not in memory any more. */
    static final Metadata STORED = new Metadata(JsonNodeFactory.instance.objectNode());

    static final String ENTITY_URL = "entity_url";
    private static final List<String> URL_FIELDS = List.of(ENTITY_URL, "original_entity_url");
    static final String RETRY = "retry";
    private static final String PROGRESS = "progress";
    private static final String PROGRESS_SUFFIX = "_progress";

    private final ObjectNode json;
    private int size;

    private Metadata(ObjectNode json) {
        this.json = json;
    }

    static Metadata of(Map<String, ?> values) {
        return checked(Json.object(values));
    }

    /** Metadata as a row holds it; it was checked when it was written. */
    static Metadata ofRow(String json) {
        return new Metadata(Json.parseObject(json));
    }

    private static Metadata checked(ObjectNode json) {
        Json.requireStorable(json, "metadata");
        URL_FIELDS.forEach(field -> requireUrl(field, json.get(field)));
        json.properties().forEach(it -> requireReadable(it.getKey(), it.getValue()));
        return new Metadata(json);
    }

    /** Stock clients take progress for text without a look, and panic at anything else (contract §6.2). */
    private static void requireReadable(String field, JsonNode value) {
        if (field.endsWith(PROGRESS_SUFFIX)) {
            requireText(field, value);
        } else if (field.equals(PROGRESS)) {
            if (!value.isObject()) {
                throw refusal(field, value, "an object");
            }
            value.properties().forEach(it -> requireText(field + "." + it.getKey(), it.getValue()));
        }
    }

    private static void requireText(String field, JsonNode value) {
        if (!value.isString()) {
            throw refusal(field, value, "a string");
        }
    }

    private static OperationException refusal(String field, JsonNode value, String wanted) {
        return new OperationException.Invalid("Operation metadata field \"" + field + "\" must be " + wanted + " (got "
                + value.getNodeType().name().toLowerCase(Locale.ROOT) + ")");
    }

    private static void requireUrl(String field, @Nullable JsonNode value) {
        if (value == null) {
            return;
        }
        requireText(field, value);
        if (!isRequestUrl(value.stringValue())) {
            throw new OperationException.Invalid(
                    "Operation metadata field \"" + field + "\" must be a valid request URL");
        }
    }

    private static boolean isRequestUrl(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The same with an entity URL, unless it has one. */
    Metadata withEntityUrl(String url) {
        return json.has(ENTITY_URL) ? this : new Metadata(json.deepCopy().put(ENTITY_URL, url));
    }

    /** Other metadata; the entity URL stays unless the new metadata has one. */
    Metadata replacedBy(Metadata next) {
        var url = json.get(ENTITY_URL);
        return url == null ? next : next.withEntityUrl(url.stringValue());
    }

    /** More metadata; new values win, nothing is merged below the first level. */
    Metadata extendedBy(Map<String, ?> values) {
        return checked(json.deepCopy().setAll(Json.object(values)));
    }

    /** The same with this progress in place of any other. All values are text, as clients expect. */
    Metadata with(Progress progress) {
        var next = withoutKeysEndingWith(PROGRESS_SUFFIX);
        var fields = next.putObject(PROGRESS).put("stage", progress.stage());
        putPositive(fields, "processed", progress.processed());
        putPositive(fields, "percent", progress.percent());
        putPositive(fields, "speed", progress.speed());
        next.put(progress.stage() + PROGRESS_SUFFIX, progress.text());
        return checked(next);
    }

    private static void putPositive(ObjectNode fields, String name, long value) {
        if (value > 0) {
            fields.put(name, Long.toString(value));
        }
    }

    /** A copy without {@code progress} and every {@code *_progress}, for lists. */
    Metadata withoutProgress() {
        return new Metadata(withoutKeysEndingWith(PROGRESS));
    }

    private ObjectNode withoutKeysEndingWith(String end) {
        var copy = JsonNodeFactory.instance.objectNode();
        json.properties().stream()
                .filter(it -> !it.getKey().endsWith(end))
                .forEach(it -> copy.set(it.getKey(), it.getValue()));
        return copy;
    }

    /** The same with something that the service says, in place of what the caller may have said. */
    Metadata with(String field, JsonNode value) {
        var next = json.deepCopy();
        next.set(field, value);
        return new Metadata(next);
    }

    /** Says why it waits and for what. */
    Metadata withRetry(Outcome.Failed failure, int failures, RetryPolicy policy, Instant due) {
        var retry = JsonNodeFactory.instance
                .objectNode()
                .put("failures", failures)
                .put("attempts", policy.attempts())
                .put("due_at", due.toString())
                .put("err", failure.error())
                .put("err_code", failure.errorCode());
        return with(RETRY, retry);
    }

    Metadata withoutRetry() {
        return without(RETRY);
    }

    Metadata without(String field) {
        var next = json.deepCopy();
        next.remove(field);
        return new Metadata(next);
    }

    /** The same with these fields as they were, whatever it says of them itself. */
    Metadata keeping(ObjectNode fields) {
        return fields.isEmpty() ? this : new Metadata(json.deepCopy().setAll(fields));
    }

    /** What only the requestor may see, by the class of the operation. */
    ObjectNode secrets(OperationClass operationClass) {
        var secrets = JsonNodeFactory.instance.objectNode();
        var field = Secrets.field(operationClass);
        if (field != null && json.has(field)) {
            secrets.set(field, json.get(field));
        }
        return secrets;
    }

    /** The same without them. */
    Metadata withoutSecrets(OperationClass operationClass) {
        var field = Secrets.field(operationClass);
        if (field == null || !json.has(field)) return this;
        // Not what is below: of a thousand who wait for the same end each has one.
        var rest = JsonNodeFactory.instance.objectNode().setAll(json);
        rest.remove(field);
        return new Metadata(rest);
    }

    /** For rendering; not to be changed. */
    ObjectNode json() {
        return json;
    }

    /** Bytes of JSON. Two threads may both find it out. */
    int size() {
        if (size == 0) {
            size = (int) Math.min(JsonSize.of(json), Integer.MAX_VALUE);
        }
        return size;
    }

    Map<String, JsonNode> toMap() {
        var map = new TreeMap<String, JsonNode>();
        json.deepCopy().properties().forEach(it -> map.put(it.getKey(), it.getValue()));
        return map;
    }

    String toJson() {
        return json.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metadata metadata && json.equals(metadata.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** The names only: values may be secrets. */
    @Override
    public String toString() {
        return "Metadata" + json.propertyNames();
    }
}
