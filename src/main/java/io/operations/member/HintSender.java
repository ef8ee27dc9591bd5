package io.operations.member;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Sends hints, many in one statement, one statement at a time: NOTIFY takes a lock of the whole database when it commits, so
 * how often that happens must not grow with the load.
 */
@Component
class HintSender implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HintSender.class);

    /** Between two statements; a lone hint does not wait. */
    private static final Duration GAP = Duration.ofMillis(5);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    private final Hints hints;
    private final HintRepository repository;
    private volatile boolean running;
    private @Nullable Thread thread;

    HintSender(Hints hints, HintRepository repository) {
        this.hints = hints;
        this.repository = repository;
    }

    @Override
    public synchronized void start() {
        if (running) return;
        running = true;
        thread = Thread.ofPlatform().name("hint-sender").daemon().start(this::sendUntilStopped);
    }

    private void sendUntilStopped() {
        try {
            while (running) {
                send(hints.pending().take());
                LockSupport.parkNanos(GAP.toNanos());
            }
        } catch (InterruptedException stopped) {
            LOG.debug("Nothing more is told");
        }
    }

    /** What is not told is found by the others within a second; it is told all the same, since they may be many. */
    private void send(List<String> payloads) {
        while (running) {
            try {
                repository.send(payloads);
                return;
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("Nobody is told while the database is away", e);
                LockSupport.parkNanos(RETRY_PAUSE.toNanos());
            } catch (RuntimeException | Error e) {
                // What gets past here would be the last hint. These the others find by themselves.
                LOG.error("Failed to tell the other members", e);
                return;
            }
        }
    }

    /** What is pending is not sent: an interrupt could cut a connection of the pool, so the thread is left to find its end. */
    @Override
    public synchronized void stop() {
        running = false;
        hints.tellOfMe();
        if (thread == null) return;
        try {
            thread.join(RETRY_PAUSE.multipliedBy(5));
            thread = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return MemberService.PHASE + 1;
    }
}
