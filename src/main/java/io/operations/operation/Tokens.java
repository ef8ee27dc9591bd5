package io.operations.operation;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Redeeming tokens (contract §1.7). A token is a row that nobody runs: whoever ends it has redeemed it, on any member. */
@Component
class Tokens {

    private final OperationLifecycle lifecycle;
    private final OperationRepository repository;
    private final Alarms alarms;
    private final Clock clock;
    private Future<?> alarm = CompletableFuture.completedFuture(null);
    private @Nullable Instant first;

    Tokens(OperationLifecycle lifecycle, OperationRepository repository, Alarms alarms, Clock clock) {
        this.lifecycle = lifecycle;
        this.repository = repository;
        this.alarms = alarms;
        this.clock = clock;
    }

    OperationView redeem(UUID id, String secret) {
        var row = lifecycle.find(id);
        if (row.header().operationClass() != OperationClass.TOKEN) {
            throw new OperationException.Invalid("Only token operations can be redeemed");
        }
        // First, so that nobody without the secret learns what has become of the token.
        if (!Secrets.matches(row.state().metadata().json().get(Secrets.TOKEN), secret)) {
            throw new OperationException.Forbidden("Forbidden");
        }
        var expired = row.state().pacing().isOver(clock.instant());
        if (!lifecycle.endUnowned(id) || expired) {
            throw new OperationException.Invalid("Token has expired, was revoked or has been used");
        }
        return lifecycle.view(lifecycle.find(id));
    }

    /**
     * One of them expires then. There is one alarm, for the first to expire, however many there are. It is set anew each
     * time, since the time of day may have been set meanwhile.
     */
    synchronized void expireAt(Instant deadline) {
        alarm.cancel(false);
        first = first == null || deadline.isBefore(first) ? deadline : first;
        alarm = alarms.at(first, "expire-tokens", this::expireFirst);
    }

    private void expireFirst() {
        synchronized (this) {
            first = null;
        }
        expire();
    }

    /** Ends those whose time is over, whoever issued them, and sees to the next. */
    void expire() {
        lifecycle.endedElsewhere(repository.cancelExpired());
        repository.nextExpiry().ifPresent(this::expireAt);
    }
}
