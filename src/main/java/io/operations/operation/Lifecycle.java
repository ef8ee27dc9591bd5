package io.operations.operation;

import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a live operation needs of the machinery around it. Called with its lock held, unless said otherwise; must not block. */
interface Lifecycle {

    Instant now();

    /** Decrypts what only the requestor, or the hook, is to have. */
    Vault vault();

    /** Tells listeners where the operation stands. */
    void announce(Operation operation);

    /** Tells listeners, and sees to it that the row follows. */
    void changed(Operation operation);

    /** The same, and the row follows at once. */
    void changedStatus(Operation operation);

    /** Writes the row now, where it is in the attempt that is given. */
    CompletableFuture<Boolean> write(Operation operation, Write.Hold held);

    /** The same, and from then on anybody may claim it. */
    CompletableFuture<Boolean> release(Operation operation, Write.Hold held);

    /** Without the lock. A write has shown that the row is somebody else's. */
    void refused(Operation operation);

    /** Ends an operation that nobody runs. */
    void endIdle(Operation operation);

    /** Without the lock. Empty: it is final, or was asked before. */
    Optional<OperationRow> cancel(UUID id);

    /** Without the lock. */
    CompletableFuture<OperationView> await(UUID id);

    /** Without the lock. */
    Channel connect(Operation operation, @Nullable String secret, Requestor requestor);
}
