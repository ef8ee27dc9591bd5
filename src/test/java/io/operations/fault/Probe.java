package io.operations.fault;

import io.operations.fault.Evidence.Accepted;
import io.operations.fault.Evidence.Asked;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Asks one member for a small operation until it is accepted: only then is a fault over for its clients. */
final class Probe {

    private static final Duration ASK_AGAIN = Duration.ofMillis(25);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String BODY = """
            {"type": "wait", "inputs": {"duration": "0"}}""";

    private final Http http;
    private final Log log;
    private final AtomicInteger numbers = new AtomicInteger();

    Probe(Http http, Log log) {
        this.http = http;
        this.log = log;
    }

    Duration untilAnswering(Replica replica) {
        var key = "probe-" + numbers.incrementAndGet();
        log.add(new Asked(key, Work.QUICK_TASK, ""));
        var begin = System.nanoTime();
        while (!isAccepted(key, replica)) {
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new IllegalStateException(replica.name() + " does not answer");
            }
            LockSupport.parkNanos(ASK_AGAIN.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private boolean isAccepted(String key, Replica replica) {
        var sent = Instant.now();
        try {
            var answer = http.schedule(replica.contact(), key, BODY);
            if (answer.status() == 202) {
                log.add(new Accepted(key, answer.id(), replica.name(), sent, Instant.now()));
                return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
