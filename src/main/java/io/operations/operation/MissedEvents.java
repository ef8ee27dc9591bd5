package io.operations.operation;

import io.operations.event.EventHub;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Tells listeners where operations of another member stand, when its own word may not have come through. */
@Component
class MissedEvents {

    private static final Logger LOG = LoggerFactory.getLogger(MissedEvents.class);

    private final ElsewhereRepository elsewhere;
    private final OperationEvents events;

    MissedEvents(ElsewhereRepository elsewhere, OperationEvents events, EventHub hub) {
        this.elsewhere = elsewhere;
        this.events = events;
        hub.whenMissed(this::repeat);
    }

    private void repeat(String member, Instant since) {
        try {
            elsewhere.changedSince(member, since).forEach(events::repeat);
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("Nobody is told while the database is away", e);
        }
    }
}
