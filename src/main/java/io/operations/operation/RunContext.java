package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
     * @throws OperationException.Invalid if the operation has ended, an entity URL is none, progress is no text, or all of
     *                                    it is larger than {@code operations.limits.run-metadata-size}; it stays as it was
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

    /**
     * Waits for what others do, such as another operation that the hook has scheduled. The operation has no slot meanwhile:
     * others can start, among them the one that it waits for. It goes on when it has a slot again. This holds for the thread that the
     * hook was called on; any other thread just waits.
     *
     * @throws InterruptedException if the operation was cancelled
     * @throws ExecutionException   if the future failed
     */
    default <T> T await(Future<T> future) throws InterruptedException, ExecutionException {
        return SlotLease.await(future);
    }

    /**
     * A handler that fills in the stage, for code that knows only numbers, for one pass through the stage. It passes on what
     * people can follow: whenever the percentage has grown, 100 once, and samples without one once a second. More than 100
     * is 100. Never throws because the operation has ended.
     */
    default ProgressHandler progressHandler(String stage) {
        return new ThrottledProgress(this::progressUnlessEnded, Progress.percent(stage, 0), SteadyClock.INSTANCE);
    }

    /**
     * Counts the bytes of one pass through a stage and reports them, not too often. Its time begins now. Never throws
     * because the operation has ended.
     *
     * @param length bytes; 0 or less where unknown
     */
    default ProgressTracker progressTracker(String stage, long length) {
        return progressTracker(stage, length, "");
    }

    /** The same with words for people before the numbers: {@code <description>: 42% (1.50MB/s)}. */
    default ProgressTracker progressTracker(String stage, long length, String description) {
        var nothingYet = new Progress(stage, 0, 0, 0, description);
        return new ProgressTracker(this::progressUnlessEnded, nothingYet, length, SteadyClock.INSTANCE);
    }

    private void progressUnlessEnded(Progress progress) {
        try {
            progress(progress);
        } catch (OperationException.Invalid e) {
            // Nobody looks any more; the transfer itself is no worse for it.
        }
    }

    /** Takes samples: percent 0 to 100, bytes, bytes a second; 0 where unknown. */
    @FunctionalInterface
    interface ProgressHandler {
        void report(int percent, long processed, long speed);
    }
}
