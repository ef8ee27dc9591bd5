package io.operations.operation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An operation as clients see it (contract §2.2), without its secrets. Immutable.
 *
 * @param errCode    0 when there is no error
 * @param childCount how many children it has
 * @param mayCancel  false only for a child that must run and has not started
 * @param requestor  null, and left out, for a server operation
 * @param secrets    metadata that only the requestor may see; never written, see {@link #seenBy}
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonPropertyOrder({
    "id",
    "class",
    "description",
    "created_at",
    "updated_at",
    "status",
    "status_code",
    "resources",
    "metadata",
    "may_cancel",
    "err",
    "err_code",
    "child_count",
    "location",
    "requestor"
})
public record OperationView(
        UUID id,
        @JsonProperty("class") String operationClass,
        String description,
        Instant createdAt,
        Instant updatedAt,
        String status,
        int statusCode,
        Map<String, List<String>> resources,
        ObjectNode metadata,
        boolean mayCancel,
        String err,
        int errCode,
        int childCount,
        String location,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Requestor requestor,
        @JsonIgnore ObjectNode secrets) {

    /** For all who listen: without secrets, whoever sees it. */
    static OperationView of(OperationRow row, OperationType type) {
        return of(row, type, row.state().metadata(), JsonNodeFactory.instance.objectNode());
    }

    static OperationView of(OperationRow row, OperationType type, Vault vault) {
        return of(row, type, row.state().metadata(), secrets(row, vault));
    }

    static OperationView withoutProgress(OperationRow row, OperationType type, Vault vault) {
        return of(row, type, row.state().metadata().withoutProgress(), secrets(row, vault));
    }

    private static ObjectNode secrets(OperationRow row, Vault vault) {
        var header = row.header();
        return Secrets.revealed(row.state().metadata().secrets(header.operationClass()), header.id(), vault);
    }

    private static OperationView of(OperationRow row, OperationType type, Metadata metadata, ObjectNode secrets) {
        var header = row.header();
        var state = row.state();
        return new OperationView(
                header.id(),
                header.operationClass().wireName(),
                type.description(),
                header.createdAt(),
                state.updatedAt(),
                state.status().text(),
                state.status().code(),
                header.resources(),
                metadata.withoutSecrets(header.operationClass()).json(),
                row.mayCancel(type),
                state.error(),
                state.errorCode(),
                header.family().childCount(),
                state.location(),
                header.requestor(),
                secrets);
    }

    /** The same, with its secrets if this is who scheduled it: username and protocol count, the address does not. */
    public OperationView seenBy(Requestor viewer) {
        return secrets.isEmpty() || requestor == null || !requestor.isSameCallerAs(viewer)
                ? this
                : withMetadata(
                        JsonNodeFactory.instance.objectNode().setAll(metadata).setAll(secrets));
    }

    /** The same, with one more thing to tell. */
    public OperationView with(String key, JsonNode value) {
        var more = metadata.deepCopy();
        more.set(key, value);
        return withMetadata(more);
    }

    private OperationView withMetadata(ObjectNode values) {
        return new OperationView(
                id,
                operationClass,
                description,
                createdAt,
                updatedAt,
                status,
                statusCode,
                resources,
                values,
                mayCancel,
                err,
                errCode,
                childCount,
                location,
                requestor,
                secrets);
    }

    /** The path of the operation, as the {@code Location} header has it. */
    public String url() {
        return "/1.0/operations/" + id;
    }

    /** Whether it will never change again. */
    public boolean hasEnded() {
        return OperationStatus.ofCode(statusCode).isFinal();
    }

    /** The metadata under a key, if there. */
    public @Nullable JsonNode metadata(String key) {
        return metadata.get(key);
    }

    /** Nothing that could be a secret. */
    @Override
    public String toString() {
        return "OperationView[" + id + " " + status + "]";
    }
}
