package io.operations.fault;

import io.operations.fault.Evidence.Accepted;
import io.operations.fault.Evidence.Asked;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A client of one member, which tells when a fault is over, and sees to it that there is something to lose. */
final class Probe {

    private static final Duration ASK_AGAIN = Duration.ofMillis(25);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String BODY = """
            {"type": "wait", "inputs": {"duration": "0"}}""";

    private static final int BURDEN = 8;

    private final Http http;
    private final Log log;
    private final int endpoint;
    private final AtomicInteger numbers = new AtomicInteger();

    Probe(Http http, Log log, int endpoint) {
        this.http = http;
        this.log = log;
        this.endpoint = endpoint;
    }

    /**
     * Has a member begin a few calls that end while it is silent, and while others that have taken them over still run them:
     * so that there is something for it to write late.
     */
    void burden(Replica replica) {
        for (var i = 0; i < BURDEN; i++) {
            var key = "burden-" + numbers.incrementAndGet();
            log.add(new Asked(key, Work.CALL_DURABLE, ""));
            var _ = isAccepted(key, Work.CALL_DURABLE.call(endpoint, "/effort/3000"), replica);
        }
    }

    /** Asks for a small operation until it is accepted: only then is a fault over for clients. */
    Duration untilAnswering(Replica replica) {
        var key = "probe-" + numbers.incrementAndGet();
        log.add(new Asked(key, Work.QUICK_TASK, ""));
        var begin = System.nanoTime();
        while (!isAccepted(key, BODY, replica)) {
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new IllegalStateException(replica.name() + " does not answer");
            }
            LockSupport.parkNanos(ASK_AGAIN.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private boolean isAccepted(String key, String body, Replica replica) {
        var sent = Instant.now();
        try {
            var answer = http.schedule(replica.contact(), key, body);
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
