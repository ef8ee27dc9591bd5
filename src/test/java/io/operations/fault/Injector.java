package io.operations.fault;

import io.operations.fault.Evidence.Injected;
import io.operations.fault.FaultPlan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Does to the cluster what a plan says, one fault after the other; what takes longer goes on beside the next. There is always
 * one member that no fault of its own has hit.
 */
final class Injector {

    private static final Logger log = LoggerFactory.getLogger(Injector.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Query<Boolean> NEVER = () -> false;
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final Log journal;
    private final Probe probe;
    private final Set<Replica> hit = ConcurrentHashMap.newKeySet();
    private final List<Thread> underWay = new ArrayList<>();

    Injector(Cluster cluster, Log journal, Probe probe) {
        this.cluster = cluster;
        this.journal = journal;
        this.probe = probe;
    }

    /** Returns when the last one is over, and all members are there. */
    void inject(FaultPlan plan) {
        for (var step : plan.steps()) {
            LockSupport.parkNanos(step.pause().toNanos());
            begin(step);
        }
        underWay.forEach(Injector::join);
    }

    private void begin(Step step) {
        if (step.fault().isOfOneMember()) {
            var victim = choose(step.dice());
            underWay.add(Thread.ofVirtual().start(() -> {
                try {
                    strike(step, victim);
                    cluster.reachable(victim);
                    hit.remove(victim);
                } catch (RuntimeException | Error e) {
                    // It is left alone from now on.
                    log.error("{} of {} went wrong", step.fault(), victim.name(), e);
                    journal.surprise(step.fault() + " of " + victim.name() + ": " + e);
                }
            }));
        } else {
            strikeAll(step);
        }
    }

    private Replica choose(double dice) {
        var deadline = System.nanoTime() + RECOVERY_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            var whole =
                    cluster.replicas().stream().filter(it -> !hit.contains(it)).toList();
            if (whole.size() > 1) {
                var victim = whole.get((int) (dice * whole.size()));
                hit.add(victim);
                return victim;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        throw new IllegalStateException("Too few members have come back");
    }

    private void strike(Step step, Replica victim) {
        var name = victim.name();
        if (step.fault().isSilent()) probe.burden(victim);
        var owners = step.fault().losesOwnership() ? patiently(() -> cluster.owners(name)) : List.<UUID>of();
        var from = Instant.now();
        var recovery = switch (step.fault()) {
            case KILL -> kill(step, victim, owners);
            case LEAVE -> leave(step, victim, owners);
            case FREEZE -> during(victim.process()::freeze, beyondThreshold(step), victim.process()::thaw, owners);
            case SILENCE -> during(victim.proxy()::silence, beyondThreshold(step), victim.proxy()::resume, owners);
            case DELAY -> delay(step, victim);
            case CUT -> answering(victim, victim.proxy()::cut);
            case REFUSE -> refuse(step, victim);
            case CUT_ALL, TERMINATE, RESTART, CRASH -> throw new IllegalStateException();
        };
        note(step.fault(), name, from, recovery);
    }

    private void note(Fault fault, String member, Instant from, @Nullable Duration recovery) {
        journal.add(new Injected(fault, member, from, Instant.now(), recovery));
        log.info("{} {}: recovered after {}", fault.text(), member, recovery);
    }

    private @Nullable Duration kill(Step step, Replica victim, Collection<UUID> owners) {
        countFenced(victim);
        cluster.unreachable(victim);
        victim.process().kill();
        var recovery = untilNothingIsOwned(owners, NEVER);
        victim.startAgain(step.strain() < 0.5);
        return recovery;
    }

    private @Nullable Duration leave(Step step, Replica victim, Collection<UUID> owners) {
        countFenced(victim);
        var begin = System.nanoTime();
        victim.process().terminate();
        victim.process().awaitExit();
        cluster.unreachable(victim);
        var recovery = untilNothingIsOwned(owners, NEVER);
        var all = recovery == null ? null : Duration.ofNanos(System.nanoTime() - begin);
        victim.startAgain(step.strain() < 0.5);
        return all;
    }

    private static Duration beyondThreshold(Step step) {
        return Replica.THRESHOLD.plusMillis(1_200 + (long) (2_000 * step.strain()));
    }

    /**
     * Until others have all that it owned, whether that is during the fault or after; counted from the fault's beginning. Where
     * the database was away too nobody could give it up in time, and it keeps what it has.
     */
    private @Nullable Duration during(Runnable begin, Duration time, Runnable end, Collection<UUID> owners) {
        begin.run();
        var over = Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(time.toNanos());
            end.run();
        });
        var recovery = untilNothingIsOwned(owners, () -> !over.isAlive() && cluster.areBack(owners));
        join(over);
        return recovery;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null where there was nothing to wait for. */
    private @Nullable Duration untilNothingIsOwned(Collection<UUID> owners, Query<Boolean> areBack) {
        var begin = System.nanoTime();
        if (owners.isEmpty()) return null;
        while (patiently(() -> cluster.ownAnything(owners))) {
            if (patiently(areBack)) return null;
            if (System.nanoTime() - begin > RECOVERY_LIMIT.toNanos()) {
                journal.surprise("what " + owners + " owned is still theirs");
                return null;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private Duration delay(Step step, Replica victim) {
        victim.proxy().delay(Duration.ofMillis(10 + (long) (150 * step.strain())));
        LockSupport.parkNanos(
                Duration.ofMillis(500 + (long) (1_500 * step.dice())).toNanos());
        return answering(victim, () -> victim.proxy().delay(Duration.ZERO));
    }

    /** Not for so long that the others give it up. */
    private Duration refuse(Step step, Replica victim) {
        victim.proxy().refuse();
        LockSupport.parkNanos(
                Duration.ofMillis(200 + (long) (800 * step.strain())).toNanos());
        return answering(victim, victim.proxy()::accept);
    }

    private Duration answering(Replica victim, Runnable end) {
        end.run();
        return probe.untilAnswering(victim);
    }

    private void strikeAll(Step step) {
        var from = Instant.now();
        switch (step.fault()) {
            case CUT_ALL -> cluster.replicas().forEach(it -> it.proxy().cut());
            case TERMINATE ->
                patiently(() -> {
                    cluster.terminateBackends();
                    return true;
                });
            case RESTART -> {
                cluster.postgres().stop();
                cluster.postgres().startAgain();
            }
            case CRASH -> {
                cluster.postgres().crash();
                cluster.postgres().startAgain();
            }
            case KILL, FREEZE, LEAVE, SILENCE, DELAY, CUT, REFUSE -> throw new IllegalStateException();
        }
        var whole = cluster.replicas().stream().filter(it -> !hit.contains(it)).toList();
        var recovery = whole.stream()
                .map(probe::untilAnswering)
                .max(Duration::compareTo)
                .orElse(null);
        note(step.fault(), "", from, recovery);
    }

    /** The database may be away while it is asked. */
    private static <T> T patiently(Query<T> query) {
        while (true) {
            try {
                return query.ask();
            } catch (DataAccessException e) {
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
    }

    private interface Query<T> {
        T ask();
    }

    private void countFenced(Replica replica) {
        cluster.countFenced(replica);
    }
}
