package io.operations;

import java.util.UUID;

/** Request bodies for the types of {@link TestHooks}, and names that no other test uses. */
public final class Bodies {

    public static final String NOOP = """
            {"type": "noop"}""";

    private Bodies() {}

    /** Holds until {@link TestHooks#open} is called with the same gate. */
    public static String gated(String gate) {
        return held("gated", gate);
    }

    public static String held(String type, String gate) {
        return """
                {"type": "%s", "inputs": {"gate": "%s"}}""".formatted(type, gate);
    }

    public static String failing(String message, int code) {
        return """
                {"type": "failing", "inputs": {"message": "%s", "code": %d}}""".formatted(message, code);
    }

    /** An operation of type flaky or patient. */
    public static String flaky(String type, int failures) {
        return """
                {"type": "%s", "inputs": {"failures": %d}}""".formatted(type, failures);
    }

    /** One operation that consists of these. */
    public static String family(String... children) {
        return "{\"type\": \"bulk\", \"children\": [" + String.join(", ", children) + "]}";
    }

    /** The same, as a child in this stage. */
    public static String inStage(int stage, String body) {
        return with("\"stage\": " + stage, body);
    }

    /** The same with another field. */
    public static String with(String field, String body) {
        return "{" + field + ", " + body.strip().substring(1);
    }

    public static String withReference(String reference, String body) {
        return with("\"conflict_reference\": \"" + reference + "\"", body);
    }

    /** A project, gate, key or reference of the caller's own. */
    public static String unique() {
        return UUID.randomUUID().toString();
    }
}
