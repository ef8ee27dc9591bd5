package io.operations.operation;

import java.util.Arrays;
import java.util.Optional;

/** How an operation behaves (contract §1.11). The wire shows the lower-case name. */
public enum OperationClass {
    /** Runs a hook in the background; ends with the member that runs it. */
    TASK(1),
    /** Clients attach to it by WebSocket. */
    WEBSOCKET(2),
    /** A secret with a lifetime; runs nothing. */
    TOKEN(3),
    /** Runs a hook that is found by type; survives its member, so the hook must be idempotent. */
    DURABLE(4);

    private final int code;

    OperationClass(int code) {
        this.code = code;
    }

    /** The number PostgreSQL holds. */
    public int code() {
        return code;
    }

    /** The name on the wire, {@code task} for example. */
    public String wireName() {
        return switch (this) {
            case TASK -> "task";
            case WEBSOCKET -> "websocket";
            case TOKEN -> "token";
            case DURABLE -> "durable";
        };
    }

    /** Whether operations of this class may be parents or children. */
    boolean hasFamilies() {
        return this == TASK || this == DURABLE;
    }

    public static Optional<OperationClass> ofWireName(String name) {
        return Arrays.stream(values()).filter(it -> it.wireName().equals(name)).findFirst();
    }

    static OperationClass ofCode(int code) {
        return Arrays.stream(values())
                .filter(it -> it.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Unknown operation class " + code));
    }
}
