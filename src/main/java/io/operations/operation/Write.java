package io.operations.operation;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One change of the operation tables, waiting to share a commit with others. Its result comes after that commit. */
sealed interface Write {

    /** Fails the write: it is certain not to be, or not known to be, in PostgreSQL. */
    void fail(RuntimeException reason);

    /** What came of an insert. */
    enum Insertion {
        INSERTED,
        /** Another active operation holds the conflict reference. */
        CONFLICT,
        /** The idempotency key stands for another operation. */
        KEY_TAKEN,
        /** The database went away in the middle: it may or may not have been committed. */
        UNKNOWN
    }

    /**
     * An accepted operation.
     *
     * @param owner who runs it; null while anybody may claim it
     */
    record Insert(
            OperationRow row,
            @Nullable UUID owner,
            @Nullable IdempotencyKey key,
            CompletableFuture<Insertion> result) implements Write {

        Insert(OperationRow row, @Nullable UUID owner, @Nullable IdempotencyKey key) {
            this(row, owner, key, new CompletableFuture<>());
        }

        UUID id() {
            return row.header().id();
        }

        @Override
        public void fail(RuntimeException reason) {
            result.completeExceptionally(reason);
        }
    }

    /** The right to write an operation: an attempt has one owner only. */
    record Hold(UUID id, int attempt) {}

    /** What changed in an operation that goes on. False: it is no longer this owner's in this attempt. */
    record Change(UUID id, UUID owner, OperationState state, CompletableFuture<Boolean> result) implements Write {

        Change(UUID id, UUID owner, OperationState state) {
            this(id, owner, state, new CompletableFuture<>());
        }

        Hold hold() {
            return new Hold(id, state.attempt());
        }

        @Override
        public void fail(RuntimeException reason) {
            result.completeExceptionally(reason);
        }
    }

    /** The end of an operation: a final state. False: it is no longer this owner's in this attempt. */
    record Finish(UUID id, UUID owner, OperationState state, CompletableFuture<Boolean> result) implements Write {

        Finish(UUID id, UUID owner, OperationState state) {
            this(id, owner, state, new CompletableFuture<>());
        }

        Hold hold() {
            return new Hold(id, state.attempt());
        }

        Instant finishedAt() {
            return state.updatedAt();
        }

        @Override
        public void fail(RuntimeException reason) {
            result.completeExceptionally(reason);
        }
    }

    /** Nothing to write; wakes the writer. */
    record Wake() implements Write {
        @Override
        public void fail(RuntimeException reason) {}
    }
}
