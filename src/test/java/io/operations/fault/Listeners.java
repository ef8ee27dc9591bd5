package io.operations.fault;

import io.operations.fault.Evidence.Heard;
import io.operations.fault.Evidence.Row;
import io.operations.fault.Evidence.Stream;
import io.operations.fault.Verdict.Promise;
import java.time.Duration;
import java.util.Collection;
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
    private final Collection<Row> rows;
    private final Verdict verdict;

    private Listeners(Evidence evidence, Collection<Row> rows, Verdict verdict) {
        this.evidence = evidence;
        this.rows = rows;
        this.verdict = verdict;
    }

    static void check(Evidence evidence, Map<UUID, Row> rows, Verdict verdict) {
        var listeners = new Listeners(evidence, rows.values(), verdict);
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
            // What has been run, but has not told so, is at the attempt before: the row is as it was last written.
            if (it.status() < 200 && it.attempt() != 0 && it.attempt() < attempts.getOrDefault(it.id(), 0)) {
                breaksOrder(stream, it, "after attempt " + attempts.get(it.id()));
            }
            attempts.merge(it.id(), it.attempt(), Math::max);
        });
        hasAllEnds(stream, ended);
    }

    private void breaksOrder(Stream stream, Heard heard, String after) {
        verdict.breaks(Promise.ORDER, "on " + stream.member() + ": " + heard + " " + after);
    }

    private void hasAllEnds(Stream stream, Set<UUID> ended) {
        var from = stream.from().plus(NEAR);
        var to = stream.to().minus(NEAR);
        var quiet = rows.stream()
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
