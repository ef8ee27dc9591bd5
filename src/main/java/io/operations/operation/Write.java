package io.operations.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One change of the operation tables, waiting to share a commit with others. Its result comes after that commit. */
sealed interface Write {

    /** Fails the write: it is certain not to be, or not known to be, in PostgreSQL. */
    void fail(RuntimeException reason);

    /** Whether it wants a commit of its own: it is large, or may have to be undone. */
    default boolean isAlone() {
        return false;
    }

    /** The active operation that it changes; null if it changes none. */
    default @Nullable UUID operation() {
        return null;
    }

    /** What came of an insert. */
    enum Insertion {
        INSERTED,
        /** Another active operation holds the conflict reference. */
        CONFLICT,
        /** There is no such project, or it is being deleted. */
        NO_PROJECT,
        /** The others have given up the member that was to own it. */
        MEMBER_LOST,
        /** The idempotency key stands for another operation. */
        KEY_TAKEN,
        /** The database went away in the middle: it may or may not have been committed. */
        UNKNOWN
    }

    /** What PostgreSQL made of the values that it was given, as text: read by whoever scheduled it, not by who commits. */
    record Stored(String inputsText, String metadataText) {

        Inputs inputs() {
            return Inputs.of(Json.parseObject(inputsText));
        }

        Metadata metadata() {
            return Metadata.ofRow(metadataText);
        }
    }

    /**
     * An accepted operation and its children: all of them, or none.
     *
     * @param owner  who runs it; null while anybody may claim it
     * @param lines  what is inserted: its own first, then those of the children
     * @param stored of each durable one, what it will be restored from; there when the result is
     */
    record Insert(
            OperationRow row,
            List<OperationRow> children,
            @Nullable UUID owner,
            @Nullable IdempotencyKey key,
            List<InsertLine> lines,
            Map<UUID, Stored> stored,
            CompletableFuture<Insertion> result)
            implements Write {

        Insert(OperationRow row, List<OperationRow> children, @Nullable UUID owner, @Nullable IdempotencyKey key) {
            this(
                    row,
                    children,
                    owner,
                    key,
                    lines(row, children, owner),
                    new ConcurrentHashMap<>(),
                    new CompletableFuture<>());
        }

        UUID id() {
            return row.header().id();
        }

        private static List<InsertLine> lines(OperationRow row, List<OperationRow> children, @Nullable UUID owner) {
            var lines = new ArrayList<InsertLine>(children.size() + 1);
            lines.add(InsertLine.of(row, owner));
            children.forEach(it -> lines.add(InsertLine.of(it, owner)));
            return lines;
        }

        @Override
        public boolean isAlone() {
            return !children.isEmpty();
        }

        /** Whether it may have to wait for another transaction: for one that inserts the same key, or the same reference. */
        boolean mayWait() {
            return key != null || isAlone() || row.header().conflictReference() != null;
        }

        @Override
        public void fail(RuntimeException reason) {
            result.completeExceptionally(reason);
        }
    }

    /** The right to write an operation: an attempt has one owner only. */
    record Hold(UUID id, int attempt) {}

    /**
     * What changed in an operation that goes on. False: it is no longer this owner's in this attempt.
     *
     * @param held     the attempt that the row is in; the state may begin the next
     * @param released whether anybody may claim it from now on
     */
    record Change(Hold held, UUID owner, OperationState state, boolean released, CompletableFuture<Boolean> result)
            implements Write {

        Change(Hold held, UUID owner, OperationState state, boolean released) {
            this(held, owner, state, released, new CompletableFuture<>());
        }

        boolean beginsAttempt() {
            return state.attempt() != held.attempt();
        }

        @Override
        public UUID operation() {
            return held.id();
        }

        @Override
        public void fail(RuntimeException reason) {
            result.completeExceptionally(reason);
        }
    }

    /** The end of an operation: a final state. False: it is no longer this owner's in this attempt. */
    record Finish(UUID id, Family family, UUID owner, OperationState state, CompletableFuture<Boolean> result)
            implements Write {

        Finish(UUID id, Family family, UUID owner, OperationState state) {
            this(id, family, owner, state, new CompletableFuture<>());
        }

        Hold hold() {
            return new Hold(id, state.attempt());
        }

        Instant finishedAt() {
            return state.updatedAt();
        }

        /** By which time it is kept: nothing ends before it was accepted, wherever a clock was wrong. */
        Instant keptAt() {
            var accepted = Ids.time(id);
            return accepted.isAfter(finishedAt()) ? accepted : finishedAt();
        }

        @Override
        public UUID operation() {
            return id;
        }

        @Override
        public boolean isAlone() {
            return family.isParent();
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
