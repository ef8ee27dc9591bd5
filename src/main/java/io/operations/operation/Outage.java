package io.operations.operation;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the database went away, and once that it is back, however many notice. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final AtomicBoolean away = new AtomicBoolean();

    void noteAway(Throwable reason) {
        if (away.compareAndSet(false, true)) {
            LOG.error("The database is away: {}", reason.getMessage());
        }
    }

    void noteBack() {
        if (away.compareAndSet(true, false)) {
            LOG.info("The database is back");
        }
    }
}
