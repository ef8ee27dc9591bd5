package io.operations.fault;

import io.operations.fault.Evidence.Heard;
import io.operations.fault.Evidence.Row;
import io.operations.fault.Evidence.Stream;
import io.operations.fault.Verdict.Promise;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What was heard on each connection: in order, and nothing left out. */
final class Listeners {

    /** A fault is near for so long before it and after. */
    private static final Duration NEAR = Replica.THRESHOLD.plusSeconds(4);

    private final Evidence evidence;
    private final Map<UUID, Row> rows;
    private final Map<Turn, String> runners = new HashMap<>();
    private final Verdict verdict;

    private record Turn(UUID id, int attempt) {}

    private Listeners(Evidence evidence, Map<UUID, Row> rows, Verdict verdict) {
        this.evidence = evidence;
        this.rows = rows;
        this.verdict = verdict;
        // The first to tell of an attempt is who runs it.
        evidence.streams().stream()
                .flatMap(it -> it.heard().stream())
                .filter(it -> it.attempt() > 0)
                .sorted(Comparator.comparing(Heard::at))
                .forEach(it -> runners.putIfAbsent(new Turn(it.id(), it.attempt()), it.location()));
    }

    static void check(Evidence evidence, Map<UUID, Row> rows, Verdict verdict) {
        var listeners = new Listeners(evidence, rows, verdict);
        evidence.streams().forEach(listeners::check);
    }

    private void check(Stream stream) {
        var ended = new HashSet<UUID>();
        var attempts = new HashMap<UUID, Integer>();
        stream.heard().forEach(it -> {
            if (it.status() >= 200) {
                ended.add(it.id());
            } else if (ended.contains(it.id())) {
                breaksOrder(stream, it, "after its end");
            }
            var latest = attempts.merge(it.id(), it.attempt(), Math::max);
            if (it.status() < 200 && isOfAnEarlierOwner(it, latest)) {
                breaksOrder(stream, it, "after attempt " + latest);
            }
        });
        hasAllEnds(stream, ended);
    }

    /**
     * Only of who ran that attempt, and if nobody has run it after the latest: whoever takes an operation over says what was
     * last written of it, which may be of an earlier attempt.
     */
    private boolean isOfAnEarlierOwner(Heard heard, int latest) {
        var row = rows.get(heard.id());
        return heard.attempt() < latest
                && heard.location().equals(runners.get(new Turn(heard.id(), heard.attempt())))
                && row != null
                && row.attempt() == latest;
    }

    private void breaksOrder(Stream stream, Heard heard, String after) {
        verdict.breaks(Promise.ORDER, "on " + stream.member() + ": " + heard + " " + after);
    }

    private void hasAllEnds(Stream stream, Set<UUID> ended) {
        var from = stream.from().plus(NEAR);
        var to = stream.to().minus(NEAR);
        var quiet = rows.values().stream()
                .filter(it -> it.parent() == null
                        && it.ended().isAfter(from)
                        && it.ended().isBefore(to))
                .filter(it -> !ended.contains(it.id()) && noFaultIsNear(it, stream))
                .toList();
        quiet.forEach(it -> verdict.breaks(Promise.ALL_EVENTS, "on " + stream.member() + ": " + it));
    }

    private boolean noFaultIsNear(Row row, Stream stream) {
        var begin = row.ended().minus(NEAR);
        var end = row.ended().plus(NEAR);
        return evidence.faults().stream()
                .noneMatch(it -> it.touches(row.location(), begin, end) || it.touches(stream.member(), begin, end));
    }
}
