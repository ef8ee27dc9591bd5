package io.operations.operation;

import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Redeeming tokens (contract §1.7). A token is a row that nobody runs: whoever ends it has redeemed it, on any member. */
@Component
class Tokens {

    private final OperationLifecycle lifecycle;
    private final Cancellation cancellation;
    private final OperationRepository repository;
    private final Clock clock;

    Tokens(OperationLifecycle lifecycle, Cancellation cancellation, OperationRepository repository, Clock clock) {
        this.lifecycle = lifecycle;
        this.cancellation = cancellation;
        this.repository = repository;
        this.clock = clock;
    }

    /** Looks at all of them, whichever it is: how long it takes tells nothing. */
    OperationView redeem(OperationType type, String secret) {
        var token = repository.tokens(type.name()).stream()
                .filter(it -> Secrets.opens(it, secret))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new OperationException.Forbidden("Forbidden"));
        return redeem(token.header().id(), secret);
    }

    OperationView redeem(UUID id, String secret) {
        var row = lifecycle.find(id);
        if (row.header().operationClass() != OperationClass.TOKEN) {
            throw new OperationException.Invalid("Only token operations can be redeemed");
        }
        // First, so that nobody without the secret learns what has become of the token.
        if (!Secrets.opens(row, secret)) {
            throw new OperationException.Forbidden("Forbidden");
        }
        var expired = row.state().pacing().isOver(clock.instant());
        return cancellation
                .endUnowned(id)
                .filter(_ -> !expired)
                .map(lifecycle::view)
                .orElseThrow(() -> new OperationException.Invalid("Token has expired, was revoked or has been used"));
    }
}
