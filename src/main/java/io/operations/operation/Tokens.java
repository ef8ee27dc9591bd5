package io.operations.operation;

import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Redeeming tokens (contract §1.7). A token is a row that nobody runs: whoever ends it has redeemed it, on any member. */
@Component
class Tokens {

    private final OperationLifecycle lifecycle;
    private final Clock clock;

    Tokens(OperationLifecycle lifecycle, Clock clock) {
        this.lifecycle = lifecycle;
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
        return lifecycle
                .endUnowned(id)
                .filter(_ -> !expired)
                .map(lifecycle::view)
                .orElseThrow(() -> new OperationException.Invalid("Token has expired, was revoked or has been used"));
    }
}
