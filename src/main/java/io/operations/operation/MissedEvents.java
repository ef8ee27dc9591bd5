package io.operations.operation;

import io.operations.event.EventHub;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    private final ElsewhereRepository elsewhere;
    private final OperationEvents events;
    private final Clock clock;

    MissedEvents(ElsewhereRepository elsewhere, OperationEvents events, EventHub hub, Clock clock) {
        this.elsewhere = elsewhere;
        this.events = events;
        this.clock = clock;
        hub.whenMissed(this::repeat);
    }

    private boolean repeat(String location, Instant since) {
        var lately = clock.instant().minus(LATELY);
        try {
            elsewhere.changedSince(location, since, events::repeat);
            elsewhere.endedSince(location, since, since.isAfter(lately) ? since : lately, events::repeat);
            return true;
        } catch (DataAccessException | TransactionException e) {
            tell(e);
            return false;
        }
    }

    private static void tell(RuntimeException thrown) {
        switch (DatabaseFault.of(thrown)) {
            case AWAY, COLLISION, HELD_UP -> LOG.debug("Nobody is told while the database is away", thrown);
            case NO_PARTITION, REFUSED, UNEXPLAINED -> LOG.error("Failed to find what listeners have missed", thrown);
        }
    }
}
