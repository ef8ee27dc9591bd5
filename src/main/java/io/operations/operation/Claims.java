package io.operations.operation;

import io.operations.member.MemberService;
import io.operations.operation.QueueRepository.Claim;
import io.operations.operation.QueueRepository.Claimed;
import io.operations.operation.QueueRepository.Room;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes over operations that wait. A claim whose answer is lost may have been committed all the same: what it took would be
 * this member's, and this member would not know. So it is given back before the next claim, and before anything is repaired:
 * a repair would end as a failure what has never run. A repair must not come between a claim and what it claimed being live.
 */
@Component
class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    /** By then PostgreSQL has done or dropped a commit that it was sent. */
    private static final Duration LATEST = Duration.ofMinutes(10);

    private final QueueRepository queue;
    private final OperationTypes types;
    private final LocalOperations local;
    private final MemberService member;
    private final Clock clock;
    private final Turns turns = new Turns();
    private final Queue<Claim> unanswered = new ArrayDeque<>();

    /** Looked for again before each repair: a commit may take longer to come through than its connection lasted. */
    private final Queue<Late> late = new ArrayDeque<>();

    private record Late(Claim claim, Instant since) {}

    Claims(QueueRepository queue, OperationTypes types, LocalOperations local, MemberService member, Clock clock) {
        this.queue = queue;
        this.types = types;
        this.local = local;
        this.member = member;
        this.clock = clock;
    }

    /** @param room what this member has memory for */
    synchronized Claimed claim(QueueRepository.Places places, Room room) {
        // Its listener is called when there is some.
        if (room.bytes() == 0) return new Claimed(member.incarnation(), List.of(), Map.of(), false);
        var claim = new Claim(member.incarnation(), member.name(), clock.instant());
        unanswered.add(claim);
        var claimed = queue.claim(claim, types.runnable(), places, turns, room);
        unanswered.remove(claim);
        return claimed;
    }

    /** Gives back what was claimed without an answer. */
    synchronized void settle() {
        while (!unanswered.isEmpty()) {
            giveBack(unanswered.element());
            late.add(new Late(unanswered.remove(), SteadyClock.INSTANCE.instant()));
        }
    }

    /** The same, and what came through since the last time. */
    synchronized void settleAll() {
        settle();
        var horizon = SteadyClock.INSTANCE.instant().minus(LATEST);
        late.removeIf(it -> it.since.isBefore(horizon));
        late.forEach(it -> giveBack(it.claim));
    }

    private void giveBack(Claim claim) {
        var given = queue.giveBack(claim, local.snapshot().keySet());
        if (given > 0) LOG.warn("Gave back {} operations whose claim was not answered", given);
    }
}
