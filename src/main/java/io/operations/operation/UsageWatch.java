package io.operations.operation;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Looks again and again what projects have: each second while this member adds to it, every ten seconds otherwise. */
@Component
class UsageWatch implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(UsageWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Looks that are left out while nothing changes here. */
    private static final int QUIET = 10;

    private static final int PHASE = 400;

    private final Quotas quotas;
    private final RepeatedLook looks = new RepeatedLook("usage-watch", INTERVAL, this::lookIfDue);
    private int leftOut = QUIET;

    UsageWatch(Quotas quotas) {
        this.quotas = quotas;
    }

    @Override
    public void start() {
        looks.start();
    }

    private void lookIfDue() {
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

    @Override
    public void stop() {
        looks.stop();
    }

    @Override
    public boolean isRunning() {
        return looks.isRunning();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
