package io.operations.operation;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Looks again and again what projects have: each second while this member adds to it, every ten seconds otherwise. */
@Component
class UsageWatch {

    private static final Logger LOG = LoggerFactory.getLogger(UsageWatch.class);
    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Looks that are left out while nothing changes here. */
    private static final int QUIET = 10;

    private final Quotas quotas;
    private int leftOut = QUIET;

    UsageWatch(Quotas quotas) {
        this.quotas = quotas;
    }

    /** For {@link RepeatedLook}. */
    void lookIfDue() {
        if (quotas.hasChanged() || ++leftOut >= QUIET) {
            leftOut = 0;
            look();
        }
    }

    /** Nothing may get past here, or it would be the last look. */
    private void look() {
        try {
            quotas.look();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The usage of projects cannot be read while the database is away", e);
        } catch (RuntimeException | Error e) {
            LOG.error("Failed to read the usage of projects", e);
        }
    }
}
