package io.operations.operation;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Redeeming tokens (contract §1.7). A token is a row that nobody runs: whoever ends it has redeemed it, on any member. */
@Component
class Tokens {

    /** So many are read at once: each may hold half a megabyte of metadata. */
    private static final int PORTION = 100;

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

    /** The token that could be redeemed. All are looked at, some at a time. */
    OperationRow find(OperationType type, String secret) {
        var found = new ArrayList<OperationRow>();
        var after = AbandonedRepository.START;
        List<OperationRow> portion;
        do {
            portion = repository.tokens(type.name(), after, PORTION);
            portion.stream().filter(it -> Secrets.opens(it, secret)).forEach(found::add);
            if (!portion.isEmpty()) after = portion.getLast().header().id();
        } while (portion.size() == PORTION);
        if (found.isEmpty()) throw forbidden();
        return found.getLast();
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
