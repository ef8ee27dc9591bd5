package io.operations.operation;

import io.operations.member.MemberService;
import io.operations.operation.QueueRepository.Claim;
import io.operations.operation.QueueRepository.Claimed;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes over operations that wait. A claim whose answer is lost may have been committed all the same: what it took would be
 * this member's, and this member would not know. So that is given back first. Of the dispatching thread only: nothing may be
 * between being claimed and being live meanwhile.
 */
@Component
class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final QueueRepository queue;
    private final OperationTypes types;
    private final LocalOperations local;
    private final MemberService member;
    private final Clock clock;
    private final Queue<Claim> unanswered = new ArrayDeque<>();

    Claims(QueueRepository queue, OperationTypes types, LocalOperations local, MemberService member, Clock clock) {
        this.queue = queue;
        this.types = types;
        this.local = local;
        this.member = member;
        this.clock = clock;
    }

    /** @param served the project whose turn it was last */
    Claimed claim(int limit, String served) {
        var claim = new Claim(member.incarnation(), member.name(), clock.instant());
        unanswered.add(claim);
        var claimed = queue.claim(claim, types.runnable(), limit, served);
        unanswered.remove(claim);
        return claimed;
    }

    /** Gives back what nobody knows of. */
    void settle() {
        while (!unanswered.isEmpty()) {
            var given = queue.giveBack(unanswered.element(), local.snapshot().keySet());
            if (given > 0) LOG.warn("Gave back {} operations whose claim was not answered", given);
            unanswered.remove();
        }
    }
}
