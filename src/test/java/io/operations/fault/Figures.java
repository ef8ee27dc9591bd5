package io.operations.fault;

import static java.util.stream.Collectors.toMap;

import io.operations.fault.Evidence.Accepted;
import io.operations.fault.Evidence.Injected;
import io.operations.fault.Evidence.Row;
import io.operations.fault.Evidence.Woken;
import io.operations.fault.Verdict.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What is told of a run: two tables in Markdown, as they are in the README. */
final class Figures {

    /** A fault can still be felt for so long after it is over. */
    private static final Duration AFTERMATH = Replica.THRESHOLD.plusSeconds(3);

    private final Evidence evidence;
    private final Verdict verdict;

    Figures(Evidence evidence, Verdict verdict) {
        this.evidence = evidence;
        this.verdict = verdict;
    }

    String toMarkdown() {
        return faults() + "\n" + counts();
    }

    private String faults() {
        var text = new StringBuilder("""
                | fault | times | recovery, s: median | worst | worst when nothing else was wrong |
                |---|---|---|---|---|
                """);
        for (var kind : Fault.values()) {
            var all = evidence.faults().stream().filter(it -> it.kind() == kind).toList();
            text.append("| %s | %d | %s | %s | %s |\n"
                    .formatted(
                            kind.text(),
                            all.size(),
                            at(recoveries(all.stream()), 50),
                            at(recoveries(all.stream()), 100),
                            at(recoveries(all.stream().filter(this::isAlone)), 100)));
        }
        return text.append("| all | %d | | | |\n".formatted(evidence.faults().size()))
                .toString();
    }

    private boolean isAlone(Injected fault) {
        var from = fault.from().minus(AFTERMATH);
        return evidence.faults().stream()
                .noneMatch(it ->
                        it != fault && it.from().isBefore(fault.to()) && it.to().isAfter(from));
    }

    private static double[] recoveries(Stream<Injected> faults) {
        return sorted(faults.map(Injected::recovery).filter(it -> it != null).mapToDouble(Figures::seconds));
    }

    private String counts() {
        var rows = evidence.stored().operations();
        var text = new StringBuilder("| measure | value |\n|---|---|\n");
        count(
                text,
                "operations accepted",
                evidence.accepted().stream().map(Accepted::id).distinct().count());
        count(text, "operations final, with children", rows.size());
        count(
                text,
                "operations run again by another member",
                rows.stream().filter(it -> it.durable() && it.attempt() > 1).count());
        count(text, "refused with 409", evidence.refused().size());
        count(text, "waiters woken", evidence.woken().size());
        row(text, "final commit to answer of a waiter whose member no fault touched, ms", wakes());
        count(text, "cancelled", rows.stream().filter(it -> it.status() == 401).count());
        count(text, "event connections", evidence.streams().size());
        count(
                text,
                "events heard",
                evidence.streams().stream().mapToLong(it -> it.heard().size()).sum());
        count(text, "late writes fenced", evidence.stored().fenced());
        row(text, "worst recovery, s", at(recoveries(evidence.faults().stream()), 100));
        for (var promise : Promise.values()) count(text, promise.text(), verdict.count(promise));
        return text.toString();
    }

    private String wakes() {
        var ended = evidence.stored().operations().stream().collect(toMap(Row::id, Row::ended, (a, _) -> a));
        var millis = sorted(evidence.woken().stream()
                .filter(it -> ended.containsKey(it.id()) && isUntouched(it, ended.get(it.id())))
                .mapToDouble(it -> 1_000 * seconds(Duration.between(later(it.since(), ended.get(it.id())), it.at()))));
        return "p50 %s, p99 %s, worst %s (of %,d)"
                .formatted(at(millis, 50), at(millis, 99), at(millis, 100), millis.length);
    }

    private boolean isUntouched(Woken woken, Instant ended) {
        return evidence.faults().stream()
                .noneMatch(it -> it.touches(woken.member(), ended.minus(AFTERMATH), woken.at()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static void count(StringBuilder text, String what, long count) {
        row(text, what, String.format(Locale.ROOT, "%,d", count));
    }

    private static void row(StringBuilder text, String what, String value) {
        text.append("| ").append(what).append(" | ").append(value).append(" |\n");
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double[] sorted(DoubleStream values) {
        return values.sorted().toArray();
    }

    private static String at(double[] sorted, int percent) {
        if (sorted.length == 0) return "–";
        return String.format(Locale.ROOT, "%.2f", sorted[(sorted.length - 1) * percent / 100]);
    }
}
