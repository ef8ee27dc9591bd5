package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** What a run hook may use while it runs. */
public interface RunContext {

    UUID id();

    /** The project; empty for a server operation. */
    String project();

    /** How often the operation has been started, from 1. Grows when it changes hands. */
    int attempt();

    /** The arguments, as persisted. */
    Inputs inputs();

    /** Who asked; empty for a server operation. */
    Optional<Requestor> requestor();

    /** A copy of the metadata; after a restart what was last persisted. */
    Map<String, JsonNode> metadata();

    /** Whether somebody asked the operation to stop. The thread has been interrupted too. */
    boolean isCancelled();

    /**
     * Replaces all metadata; {@code entity_url} stays unless the new metadata has one. Seen by listeners at once, persisted
     * within a second.
     *
     * @throws OperationException.Invalid if the operation has ended or an entity URL is none
     */
    void updateMetadata(Map<String, ?> metadata);

    /** Adds to the metadata, new values win. Otherwise like {@link #updateMetadata}. */
    void extendMetadata(Map<String, ?> metadata);

    /**
     * Persists the metadata now and returns when it is committed: a checkpoint that the next attempt finds.
     *
     * @throws OperationException.Conflict if the operation is no longer this member's
     */
    void commitMetadata();

    /** Reports how far one stage has come; replaces what was reported before. Persisted like metadata. */
    void progress(Progress progress);

    /**
     * An object of the hook's own that lives as long as the operation in this process, for what its run and its connections
     * share. Made at first use.
     */
    <T> T session(Class<T> type, Supplier<T> first);

    /**
     * Refuses everybody but whoever scheduled the operation: username and protocol count, the address does not.
     *
     * @throws OperationException.Forbidden if it is somebody else
     * @throws OperationException.Invalid   if nobody in particular scheduled it
     */
    void checkRequestor(Requestor caller);

    /** A handler that fills in the stage, for code that knows only amounts. A sample that is refused is nobody's failure. */
    default ProgressHandler progressHandler(String stage) {
        return (percent, processed, speed) -> {
            try {
                progress(new Progress(stage, percent, processed, speed));
            } catch (OperationException.Invalid e) {
                // One that came after the end, most likely: who copies is not to fail of telling how far it is.
            }
        };
    }

    /** Takes samples: percent 0 to 100, bytes, bytes a second; 0 where unknown. */
    @FunctionalInterface
    interface ProgressHandler {
        void report(int percent, long processed, long speed);
    }
}
