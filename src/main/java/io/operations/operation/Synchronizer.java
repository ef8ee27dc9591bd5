package io.operations.operation;

import io.operations.member.MemberService;
import io.operations.operation.AbandonedRepository.Ending;
import io.operations.operation.AbandonedRepository.Look;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    private final AbandonedRepository abandoned;
    private final OperationRepository repository;
    private final Partitions partitions;
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
            AbandonedRepository abandoned,
            OperationRepository repository,
            Partitions partitions,
            LocalOperations local,
            Endings endings,
            Completion completion,
            Dispatcher dispatcher,
            Expiry expiry,
            MetadataJournal journal,
            MemberService member,
            OperationMetrics metrics,
            Clock clock) {
        this.abandoned = abandoned;
        this.repository = repository;
        this.partitions = partitions;
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
        var look = new Look(member.incarnation(), local.snapshot().keySet(), settled, PORTION);
        var number = end(Ending.UNNEEDED_CHILDREN, look) + end(Ending.CHILDREN, look);
        moveChildrenOfWide(look);
        number += end(Ending.ALL_OTHERS, look) + release(look);
        metrics.repaired(number + loseWhatIsNotOurs(look.self(), settled) + journal.repair());
        expiry.expire();
    }

    /** In portions, each told of when it is committed. */
    private int end(Ending which, Look look) {
        var sum = 0;
        for (var after = AbandonedRepository.START; true; ) {
            var from = after;
            var ended =
                    endings.endUnowned(marker -> partitions.orInNew(() -> abandoned.end(which, look, from, marker)));
            if (ended.isEmpty()) return sum;
            ended.forEach(Synchronizer::repaired);
            sum += ended.size();
            after = AbandonedRepository.last(ended);
        }
    }

    private void moveChildrenOfWide(Look look) {
        for (var wide = abandoned.wide(look, AbandonedRepository.START); !wide.isEmpty(); ) {
            wide.forEach(this::moveChildren);
            wide = abandoned.wide(look, wide.getLast().id());
        }
    }

    private void moveChildren(AbandonedRepository.Held parent) {
        var moved = PORTION;
        while (moved == PORTION) moved = partitions.orInNew(() -> abandoned.moveChildren(parent, PORTION));
    }

    private int release(Look look) {
        var sum = 0;
        for (var after = AbandonedRepository.START; true; ) {
            var released = abandoned.release(look, after);
            if (released.isEmpty()) return sum;
            // No event says that they are Pending: another member may have started them since, or even ended them.
            released.forEach(Synchronizer::repaired);
            metrics.relocated(OperationMetrics.Relocation.LOST, released.size());
            sum += released.size();
            after = AbandonedRepository.last(released);
        }
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
