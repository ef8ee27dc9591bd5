package io.operations.fault;

import io.operations.fault.Evidence.Accepted;
import io.operations.fault.Evidence.Answer;
import io.operations.fault.Evidence.Asked;
import io.operations.fault.Evidence.Asleep;
import io.operations.fault.Evidence.Call;
import io.operations.fault.Evidence.Cancelled;
import io.operations.fault.Evidence.Injected;
import io.operations.fault.Evidence.Refused;
import io.operations.fault.Evidence.Stored;
import io.operations.fault.Evidence.Stream;
import io.operations.fault.Evidence.Woken;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What all who take part write down, at the moment when they learn it. Nothing is ever taken back. */
final class Log {

    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
    private final Queue<Woken> woken = new ConcurrentLinkedQueue<>();
    private final Queue<Cancelled> cancels = new ConcurrentLinkedQueue<>();
    private final Queue<Stream> streams = new ConcurrentLinkedQueue<>();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Queue<Injected> faults = new ConcurrentLinkedQueue<>();
    private final ConcurrentHashMap.KeySetView<Asleep, Boolean> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger acceptances = new AtomicInteger();

    void add(Asked it) {
        asked.add(it);
    }

    void add(Accepted it) {
        accepted.add(it);
        acceptances.incrementAndGet();
    }

    void add(Refused it) {
        refused.add(it);
    }

    void add(Cancelled it) {
        cancels.add(it);
    }

    void add(Stream it) {
        streams.add(it);
    }

    void add(Call it) {
        calls.add(it);
    }

    void add(Answer it) {
        answers.add(it);
    }

    void add(Injected it) {
        faults.add(it);
    }

    void surprise(String what) {
        surprises.add(what);
    }

    /** Somebody begins to wait; until {@link #woken} or {@link #cutOff} they are asleep. */
    Asleep waits(UUID id, String member) {
        var asleep = new Asleep(id, member, Instant.now());
        waiting.add(asleep);
        return asleep;
    }

    void woken(Asleep who, int status) {
        woken.add(new Woken(who.id(), who.member(), status, who.since(), Instant.now()));
        waiting.remove(who);
    }

    void cutOff(Asleep who) {
        waiting.remove(who);
    }

    int countAccepted() {
        return acceptances.get();
    }

    int countAsleep() {
        return waiting.size();
    }

    /** All that is written so far, beside what the database says. */
    Evidence with(Stored stored) {
        return new Evidence(
                List.copyOf(asked),
                List.copyOf(accepted),
                List.copyOf(refused),
                List.copyOf(woken),
                List.copyOf(waiting),
                List.copyOf(cancels),
                List.copyOf(streams),
                List.copyOf(calls),
                List.copyOf(answers),
                List.copyOf(surprises),
                List.copyOf(faults),
                stored);
    }
}
