package io.operations.operation;

import io.operations.member.Member;
import io.operations.member.MemberExpelled;
import io.operations.member.MemberIsolated;
import io.operations.member.MembersChanged;
import io.operations.member.MembersLost;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** What becomes of operations when members go: those of others are taken over, its own are let go of. */
@Component
class Succession {

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    /** By then a commit has ended that was under way when its member was given up. */
    private static final Duration STRAGGLERS = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** After so many it is left to the next round of synchronizing. */
    private static final int TRIES = 300;

    private final Synchronizer synchronizer;
    private final Handover handover;
    private final LocalOperations local;
    private final Completion completion;
    private final Dispatcher dispatcher;
    private final Alarms alarms;
    private final Clock clock;
    private volatile Set<UUID> others = Set.of();

    Succession(
            Synchronizer synchronizer,
            Handover handover,
            LocalOperations local,
            Completion completion,
            Dispatcher dispatcher,
            Alarms alarms,
            Clock clock) {
        this.synchronizer = synchronizer;
        this.handover = handover;
        this.local = local;
        this.completion = completion;
        this.dispatcher = dispatcher;
        this.alarms = alarms;
        this.clock = clock;
    }

    @EventListener
    void on(MembersLost lost) {
        takeOver();
    }

    /** Whoever has given a member up takes over what it had, unless that one goes as well: so each looks, a moment later. */
    @EventListener
    void on(MembersChanged changed) {
        var before = others;
        others = changed.others().stream().map(Member::incarnation).collect(Collectors.toUnmodifiableSet());
        if (!others.containsAll(before)) {
            takeOver();
        }
    }

    /** What this process owned before it was given up is not its own any more, whatever it is doing. */
    @EventListener
    void on(MemberExpelled expelled) {
        local.all().stream()
                .filter(it -> it.owner().equals(expelled.incarnation()))
                .forEach(completion::lose);
        takeOver();
    }

    /**
     * Others may run its durable operations again by now, so their hooks stop here. That they are nobody's is written when the
     * database is back, unless somebody has them; the world hears nothing until then.
     */
    @EventListener
    void on(MemberIsolated isolated) {
        var released = handover.release();
        LOG.warn("Letting go of {} durable operations", released.size());
        released.forEach((operation, written) -> {
            completion.giveAway(operation);
            written.thenRun(dispatcher::wake);
        });
    }

    /** Not on the thread that asks for it: that of the heartbeat, or the one that listens. */
    private void takeOver() {
        Thread.ofVirtual().name("take-over").start(this::synchronizeUntilDone);
        alarms.at(clock.instant().plus(STRAGGLERS), "take-over-stragglers", this::synchronizeUntilDone);
    }

    /** A member that leaves leaves this to others too. */
    private void synchronizeUntilDone() {
        for (var tries = 0; tries < TRIES && dispatcher.isRunning(); tries++) {
            try {
                synchronizer.synchronize();
                return;
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("Tried again, the database is away", e);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
