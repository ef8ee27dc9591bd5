package io.operations.web;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.operations.operation.OperationStatus;
import io.operations.operation.OperationView;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Every answer of the API: sync, async or error, always with the same seven keys (contract §2.1). */
@JsonNaming(SnakeCaseStrategy.class)
@JsonPropertyOrder({"type", "status", "status_code", "operation", "error_code", "error", "metadata"})
record Envelope(
        String type,
        String status,
        int statusCode,
        String operation,
        int errorCode,
        String error,
        @Nullable Object metadata) {

    /** What was asked for. */
    static Envelope sync(Object metadata) {
        return new Envelope(
                "sync", OperationStatus.SUCCESS.text(), OperationStatus.SUCCESS.code(), "", 0, "", metadata);
    }

    /** Done, and nothing to tell. */
    static Envelope empty() {
        return sync(Map.of());
    }

    /** Accepted; the operation goes on. */
    static Envelope async(OperationView operation) {
        var created = OperationStatus.OPERATION_CREATED;
        return new Envelope("async", created.text(), created.code(), operation.url(), 0, "", operation);
    }

    /** Refused or failed. */
    static Envelope error(int code, String message) {
        return new Envelope("error", "", 0, "", code, message, null);
    }
}
