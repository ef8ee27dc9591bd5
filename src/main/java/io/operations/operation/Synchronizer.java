package io.operations.operation;

import io.operations.member.MemberService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Makes memory and database agree: operations whose owner is gone are released if durable and finished otherwise.
 */
@Component
class Synchronizer {

    private static final OperationLog LOG = OperationLog.of(Synchronizer.class);

    /** A row of this member is not looked at until it has been left alone for so long: it may be about to be started. */
    private static final Duration SETTLED_AFTER = Duration.ofMinutes(1);

    private static final int TRIES = 3;
    private static final int PORTION = 1_000;

    private final OperationRepository repository;
    private final LocalOperations local;
    private final Endings endings;
    private final Completion completion;
    private final Dispatcher dispatcher;
    private final Expiry expiry;
    private final MetadataJournal journal;
    private final MemberService member;
    private final OperationMetrics metrics;
    private final Clock clock;

    Synchronizer(
            OperationRepository repository,
            LocalOperations local,
            Endings endings,
            Completion completion,
            Dispatcher dispatcher,
            Expiry expiry,
            MetadataJournal journal,
            MemberService member,
            OperationMetrics metrics,
            Clock clock) {
        this.repository = repository;
        this.local = local;
        this.endings = endings;
        this.completion = completion;
        this.dispatcher = dispatcher;
        this.expiry = expiry;
        this.journal = journal;
        this.member = member;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Repairs every operation whose owner is gone. */
    void synchronize() {
        dispatcher.betweenClaims(this::repairInSpiteOfOthers);
        dispatcher.queued();
    }

    /** Whoever writes the same rows at the same time may be in the way, but not for long. */
    private void repairInSpiteOfOthers() {
        for (var tries = 1; true; tries++) {
            try {
                repair();
                return;
            } catch (DataAccessException | TransactionException e) {
                if (tries == TRIES || DatabaseFault.of(e) != DatabaseFault.COLLISION) {
                    throw e;
                }
            }
        }
    }

    private void repair() {
        var settled = clock.instant().minus(SETTLED_AFTER);
        var alive = local.snapshot().keySet();
        var self = member.incarnation();
        var finished = endings.endUnowned(() -> repository.finishAbandoned(self, alive, settled));
        finished.forEach(Synchronizer::repaired);
        var released = release(self, alive, settled);
        metrics.repaired(finished.size() + released + loseWhatIsNotOurs(self, settled) + journal.repair());
        expiry.expire();
    }

    private int release(UUID self, Collection<UUID> alive, Instant settled) {
        var sum = 0;
        for (var number = PORTION; number == PORTION; sum += number) {
            var released = repository.releaseAbandoned(self, alive, settled, PORTION);
            number = released.size();
            // No event says that they are Pending: another member may have started them since, or even ended them.
            released.forEach(Synchronizer::repaired);
            metrics.relocated(OperationMetrics.Relocation.LOST, number);
        }
        return sum;
    }

    /** What another member has taken over in the meantime is to be stopped here, whatever it is doing. */
    private int loseWhatIsNotOurs(UUID self, Instant settled) {
        var ours = local.all().stream()
                .filter(it -> !it.live().isClosed())
                .filter(it -> it.header().createdAt().isBefore(settled))
                .toList();
        var owned = ours.isEmpty()
                ? Set.<UUID>of()
                : repository.owned(self, ours.stream().map(Operation::id).toList());
        var lost = ours.stream()
                .filter(it -> !(owned.contains(it.id()) && it.owner().equals(self)))
                .filter(it -> !it.live().isClosed())
                .toList();
        lost.forEach(completion::lose);
        return lost.size();
    }

    private static void repaired(OperationRow row) {
        LOG.warn(row, "Nobody ran it any more, now {}", row.state().status().text());
    }
}
