package io.operations.operation;

import io.operations.event.EventHub;
import io.operations.member.MemberService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Tells listeners where operations stand, when who should have told them may not have come through. */
@Component
class MissedEvents {

    private static final Logger LOG = LoggerFactory.getLogger(MissedEvents.class);

    /** Nobody is longer in finding that a member is gone, ending what it had, and being gone before it says so. */
    private static final Duration LATELY = Duration.ofSeconds(30);

    /** By how much clocks may differ. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ElsewhereRepository elsewhere;
    private final OperationEvents events;
    private final MemberService member;
    private final Clock clock;
    private final AtomicReference<@Nullable Instant> uncertainSince = new AtomicReference<>();

    MissedEvents(
            ElsewhereRepository elsewhere, OperationEvents events, EventHub hub, MemberService member, Clock clock) {
        this.elsewhere = elsewhere;
        this.events = events;
        this.member = member;
        this.clock = clock;
        hub.whenMissed(this::repeat);
    }

    private boolean repeat(String location, Instant since) {
        var lately = clock.instant().minus(LATELY);
        try {
            elsewhere.changedSince(location, since).forEach(events::repeat);
            elsewhere
                    .endedSince(location, since, since.isAfter(lately) ? since : lately)
                    .forEach(events::repeat);
            return true;
        } catch (DataAccessException | TransactionException e) {
            tell(e);
            return false;
        }
    }

    /** This member may have ended something since, and has had no answer: told when the database is back, if it is so. */
    void mayHaveEnded(Instant since) {
        var before = uncertainSince.getAndUpdate(it -> it == null || since.isBefore(it) ? since : it);
        if (before == null) Thread.ofVirtual().name("missed-events").start(this::tellUntilTold);
    }

    private void tellUntilTold() {
        while (!isTold(uncertainSince.get())) LockSupport.parkNanos(PAUSE.toNanos());
    }

    private boolean isTold(@Nullable Instant since) {
        if (since == null) return true;
        try {
            var from = since.minus(SLACK);
            elsewhere.endedSince(member.name(), from, from).forEach(events::publishAgain);
            return uncertainSince.compareAndSet(since, null);
        } catch (DataAccessException | TransactionException e) {
            tell(e);
            return false;
        }
    }

    private static void tell(RuntimeException thrown) {
        switch (DatabaseFault.of(thrown)) {
            case AWAY, COLLISION -> LOG.debug("Nobody is told while the database is away", thrown);
            case NO_PARTITION, REFUSED -> LOG.error("Failed to find what listeners have missed", thrown);
        }
    }
}
