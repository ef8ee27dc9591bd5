package io.operations.fault;

import io.operations.fault.Evidence.Accepted;
import io.operations.fault.Evidence.Asked;
import io.operations.fault.Evidence.Cancelled;
import io.operations.fault.Evidence.Refused;
import io.operations.fault.Replica.Contact;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Many clients that schedule, wait and cancel on whichever member, and ask again, of another member perhaps, until they are
 * told.
 */
final class Load {

    private static final int REFERENCES = 12;

    private final Http http;
    private final Log log;
    private final Supplier<List<Contact>> members;
    private final int endpoint;
    private final int clients;
    private final double perSecond;
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger followUps = new AtomicInteger();
    private volatile boolean stopped;

    /** @param perSecond how many they ask for together while they are answered at once */
    Load(Http http, Log log, Supplier<List<Contact>> members, int endpoint, int clients, double perSecond) {
        this.http = http;
        this.log = log;
        this.members = members;
        this.endpoint = endpoint;
        this.clients = clients;
        this.perSecond = perSecond;
    }

    void start(long seed) {
        for (var i = 0; i < clients; i++) {
            var random = new Random(seed * 1_000 + i);
            threads.add(Thread.ofVirtual().name("client-" + i).start(() -> askUntilStopped(random)));
        }
    }

    private void askUntilStopped(Random random) {
        while (!stopped) {
            ask(Work.any(random), random);
            pause(random.nextDouble(2 * clients / perSecond));
        }
    }

    private void ask(Work work, Random random) {
        var number = numbers.incrementAndGet();
        var reference =
                work == Work.CALL_DURABLE && random.nextInt(3) == 0 ? "volume/" + random.nextInt(REFERENCES) : "";
        var asked = new Asked("key-" + number, work, reference);
        log.add(asked);
        var plain = work.body(endpoint, random);
        var body = reference.isEmpty()
                ? plain
                : "{\"conflict_reference\": \"" + reference + "\", "
                        + plain.strip().substring(1);
        schedule(asked, body, random).ifPresent(id -> follow(work, id, random));
    }

    /** Until it is known what became of it. */
    private Optional<UUID> schedule(Asked asked, String body, Random random) {
        while (true) {
            var member = any(random);
            var sent = Instant.now();
            try {
                var answer = http.schedule(member, asked.key(), body);
                switch (answer.status()) {
                    case 202 -> {
                        log.add(new Accepted(asked.key(), answer.id(), member.member(), sent, Instant.now()));
                        return Optional.of(answer.id());
                    }
                    case 409 -> {
                        log.add(new Refused(asked.key(), asked.reference(), sent, Instant.now()));
                        return Optional.empty();
                    }
                    case 503 -> pause(0.1);
                    default -> {
                        log.surprise("POST on " + member.member() + ": " + answer);
                        return Optional.empty();
                    }
                }
            } catch (IOException cutOff) {
                pause(0.1);
            }
        }
    }

    private void follow(Work work, UUID id, Random random) {
        if (work == Work.LONG_CALL || random.nextInt(100) == 0) {
            var patience = random.nextDouble(3);
            later(random.nextLong(), own -> {
                pause(patience);
                cancel(id, own);
            });
        }
        for (var waiters = random.nextInt(4) - 1; waiters > 0; waiters--) {
            later(random.nextLong(), own -> await(id, own));
        }
    }

    private interface Act {
        void act(Random random);
    }

    private void later(long seed, Act act) {
        followUps.incrementAndGet();
        Thread.ofVirtual().name("follow-up").start(() -> {
            try {
                act.act(new Random(seed));
            } finally {
                followUps.decrementAndGet();
            }
        });
    }

    private void await(UUID id, Random random) {
        while (true) {
            var member = any(random);
            var asleep = log.waits(id, member.member());
            try {
                var answer = http.await(member, id);
                if (answer.status() == 200) {
                    log.woken(asleep, answer.operationStatus());
                    return;
                }
                log.cutOff(asleep);
                if (answer.status() != 503) {
                    log.surprise("wait on " + member.member() + " for " + id + ": " + answer);
                    return;
                }
            } catch (IOException cutOff) {
                log.cutOff(asleep);
            }
            pause(0.1);
        }
    }

    private void cancel(UUID id, Random random) {
        while (true) {
            var member = any(random);
            var sent = Instant.now();
            try {
                var status = http.cancel(member, id).status();
                log.add(new Cancelled(id, member.member(), status, sent, Instant.now()));
                if (status != 503) return;
            } catch (IOException cutOff) {
                // It may have been heard all the same.
                log.add(new Cancelled(id, member.member(), 0, sent, Instant.now()));
            }
            pause(0.1);
        }
    }

    private Contact any(Random random) {
        while (true) {
            var known = members.get();
            if (!known.isEmpty()) return known.get(random.nextInt(known.size()));
            pause(0.1);
        }
    }

    private static void pause(double seconds) {
        LockSupport.parkNanos((long) (seconds * 1e9));
    }

    /** No more is asked for; returns when each request has been answered. Who waits, or cancels, goes on. */
    void stop() throws InterruptedException {
        stopped = true;
        for (var thread : threads) thread.join();
    }

    /** Whether all who waited or cancelled have been answered. */
    boolean isQuiet() {
        return followUps.get() == 0;
    }
}
