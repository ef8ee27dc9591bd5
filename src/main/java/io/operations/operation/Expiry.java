package io.operations.operation;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Ends what nobody runs when its time is over: tokens, and durable operations that wait for a slot or their next attempt.
 * There is one alarm, for the first of them, however many there are.
 */
@Component
class Expiry {

    /** So many rows end in one transaction. */
    private static final int PORTION = 1_000;

    private final Endings endings;
    private final OperationRepository repository;
    private final OperationTypes types;
    private final Alarms alarms;
    private final ApplicationEventPublisher publisher;
    private Future<?> alarm = CompletableFuture.completedFuture(null);
    private @Nullable Instant first;

    Expiry(
            Endings endings,
            OperationRepository repository,
            OperationTypes types,
            Alarms alarms,
            ApplicationEventPublisher publisher) {
        this.endings = endings;
        this.types = types;
        this.repository = repository;
        this.alarms = alarms;
        this.publisher = publisher;
    }

    /** The time of one of them is over then. Other members see to it within a minute, if this one is gone by then. */
    synchronized void at(Instant deadline) {
        alarm.cancel(false);
        first = first == null || deadline.isBefore(first) ? deadline : first;
        // Set anew each time, since the time of day may have been set meanwhile.
        alarm = alarms.at(first, "expiry", this::expireFirst);
    }

    private void expireFirst() {
        synchronized (this) {
            first = null;
        }
        expire();
    }

    /** Ends those whose time is over, whoever accepted them, and sees to the next. */
    void expire() {
        List<OperationRow> ended;
        do {
            ended = endings.endUnowned(marker -> repository.endExpired(PORTION, types.mustRun(), marker));
            ended.forEach(this::tell);
        } while (!ended.isEmpty());
        repository.nextExpiry(types.mustRun()).ifPresent(this::at);
    }

    private void tell(OperationRow ended) {
        var header = ended.header();
        if (header.operationClass() == OperationClass.TOKEN)
            publisher.publishEvent(new TokenExpired(header.id(), header.type()));
    }
}
