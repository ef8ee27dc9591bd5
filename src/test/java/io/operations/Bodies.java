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

    /** A project, gate, key or reference of the caller's own. */
    public static String unique() {
        return UUID.randomUUID().toString();
    }
}
