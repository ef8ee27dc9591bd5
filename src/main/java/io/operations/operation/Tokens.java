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
        return redeem(find(type, secret).header().id(), secret);
    }

    /** The token that could be redeemed. */
    OperationRow find(OperationType type, String secret) {
        return repository.tokens(type.name()).stream()
                .filter(it -> Secrets.opens(it, secret))
                .reduce((_, last) -> last)
                .orElseThrow(Tokens::forbidden);
    }

    OperationView redeem(UUID id, String secret) {
        var row = token(id, secret);
        var expired = row.state().pacing().isOver(clock.instant());
        return cancellation
                .endUnowned(id)
                .filter(_ -> !expired)
                .map(lifecycle::view)
                .orElseThrow(() -> new OperationException.Invalid("Token has expired, was revoked or has been used"));
    }

    /** One answer for an id that is absent, is no token's, or has another secret: callers without the secret learn nothing. */
    private OperationRow token(UUID id, String secret) {
        try {
            var row = lifecycle.find(id);
            if (Secrets.opens(row, secret)) return row;
        } catch (OperationException.NotFound absent) {
            throw forbidden();
        }
        throw forbidden();
    }

    private static OperationException forbidden() {
        return new OperationException.Forbidden("Forbidden");
    }
}
