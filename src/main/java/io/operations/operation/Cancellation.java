package io.operations.operation;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Cancelling by id, wherever the operation runs, and where it does not (contract §1.6). */
@Component
class Cancellation {

    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    /** How long an operation may be between two owners. */
    private static final int LOOKS = 10;

    private static final Duration PAUSE = Duration.ofMillis(20);

    /** For what is passed on, about a minute. */
    private static final int TRIES = 300;

    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    private final OperationLookup lookup;
    private final OperationRepository repository;
    private final LocalOperations local;
    private final OperationTypes types;
    private final CancelRequests requests;
    private final Endings endings;

    Cancellation(
            OperationLookup lookup,
            OperationRepository repository,
            LocalOperations local,
            OperationTypes types,
            CancelRequests requests,
            Endings endings) {
        this.lookup = lookup;
        this.repository = repository;
        this.local = local;
        this.types = types;
        this.requests = requests;
        this.endings = endings;
        requests.onRequest(this::obey);
    }

    /** Between two owners, and while it ends, an operation takes no cancel; that does not last. */
    Optional<OperationRow> cancel(UUID id) {
        for (var looks = 1; true; looks++) {
            var live = local.find(id);
            var asked = live == null ? cancelElsewhere(id) : cancelHere(live);
            if (asked.isPresent()) {
                return asked;
            }
            var row = lookup.find(id);
            if (row.isFinal()
                    || isCancelling(row)
                    || live != null && !live.live().isClosed()) {
                return Optional.empty();
            }
            if (looks == LOOKS && live != null && live.live().isEnding()) {
                throw new OperationException.Unavailable("Operation has ended, but its outcome cannot be stored yet");
            }
            if (looks == LOOKS) {
                // It may be nobody's by now, though still known here.
                return endUnowned(id).or(() -> requests.askAnybody(id));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean isCancelling(OperationRow row) {
        return row.state().status() == OperationStatus.CANCELLING;
    }

    private static Optional<OperationRow> cancelHere(Operation live) {
        return live.live().requestCancel() ? Optional.of(live.row()) : Optional.empty();
    }

    /** What nobody runs ends here; what another member runs is that one's to cancel. */
    private Optional<OperationRow> cancelElsewhere(UUID id) {
        var ended = endUnowned(id);
        if (ended.isPresent()) {
            return ended;
        }
        var row = lookup.find(id);
        return row.isFinal() || local.find(id) != null ? Optional.empty() : ask(row);
    }

    private Optional<OperationRow> ask(OperationRow row) {
        if (!row.mayCancel(types.of(row.header()))) {
            throw new OperationException.Invalid("This operation cannot be cancelled");
        }
        return requests.ask(row.header().id());
    }

    /**
     * Ends what nobody runs: what waits to be claimed, and tokens. A family that has begun ends when its children that must run
     * have run. Empty: somebody runs it, or it has ended.
     */
    Optional<OperationRow> endUnowned(UUID id) {
        var ended = endings.endUnowned(marker -> repository.cancelUnowned(id, types.mustRun(), marker));
        if (!ended.isEmpty()) {
            // Its children have come before it.
            return Optional.of(ended.getLast());
        }
        var row = lookup.find(id);
        return row.header().family().isParent() ? endUnneeded(row) : endUnownedChild(row);
    }

    private Optional<OperationRow> endUnneeded(OperationRow row) {
        var id = row.header().id();
        var ended = endings.endUnowned(marker -> repository.cancelUnneeded(id, types.mustRun(), marker));
        return ended.isEmpty() ? Optional.empty() : Optional.of(row);
    }

    /** A child whose family waits to be claimed; not one that must run. */
    private Optional<OperationRow> endUnownedChild(OperationRow row) {
        if (!row.header().family().isChild()) {
            return Optional.empty();
        }
        if (!row.mayCancel(types.of(row.header()))) {
            throw new OperationException.Invalid("This operation cannot be cancelled");
        }
        var id = row.header().id();
        return endings.endUnowned(marker -> repository.cancelUnownedChild(id, marker)).stream()
                .findFirst();
    }

    /** This member was asked to cancel what it has lost since: whoever has it now is to, as soon as the database answers. */
    void passOn(UUID id) {
        Thread.ofVirtual().name("cancel-" + id).start(() -> {
            for (var tries = 0; tries < TRIES && !isPassedOn(id); tries++) {
                LockSupport.parkNanos(RETRY_PAUSE.toNanos());
            }
        });
    }

    private boolean isPassedOn(UUID id) {
        try {
            cancel(id);
        } catch (OperationException gone) {
            LOG.atDebug().addKeyValue("operation", id).log("Nothing to cancel any more: {}", gone.getMessage());
        } catch (DataAccessException | TransactionException e) {
            return false;
        }
        return true;
    }

    /** Another member was asked to cancel it, and has said so to whoever asked. */
    private void obey(UUID id) {
        try {
            var live = local.find(id);
            if (live != null) {
                live.live().requestCancel();
            } else {
                endUnowned(id);
            }
        } catch (OperationException gone) {
            LOG.atDebug().addKeyValue("operation", id).log("Nothing to cancel any more: {}", gone.getMessage());
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The request stays until the database is back", e);
        }
    }
}
