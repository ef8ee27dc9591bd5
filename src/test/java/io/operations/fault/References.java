package io.operations.fault;

import static java.util.stream.Collectors.groupingBy;

import io.operations.fault.Evidence.Asked;
import io.operations.fault.Evidence.Key;
import io.operations.fault.Evidence.Refused;
import io.operations.fault.Evidence.Row;
import io.operations.fault.Verdict.Promise;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** One winner: who held which conflict reference when, by the commits that took and freed it. */
final class References {

    private final Map<String, List<Holder>> holders;
    private final Verdict verdict;

    private record Holder(UUID id, String reference, Instant from, Instant to) {}

    private References(Map<String, List<Holder>> holders, Verdict verdict) {
        this.holders = holders;
        this.verdict = verdict;
    }

    static void check(Evidence evidence, Map<UUID, Row> rows, Verdict verdict) {
        var references = evidence.asked().stream()
                .filter(it -> !it.reference().isEmpty())
                .collect(Collectors.toMap(Asked::key, Asked::reference));
        var holders = evidence.stored().keys().stream()
                .filter(it -> references.containsKey(it.key()) && rows.containsKey(it.id()))
                .map(it -> holder(it, references.get(it.key()), rows.get(it.id())))
                .sorted(Comparator.comparing(Holder::from))
                .collect(groupingBy(Holder::reference));
        var check = new References(holders, verdict);
        holders.values().forEach(check::oneAfterTheOther);
        evidence.refused().forEach(check::wasHeld);
    }

    private static Holder holder(Key key, String reference, Row row) {
        return new Holder(key.id(), reference, key.accepted(), row.ended());
    }

    private void oneAfterTheOther(List<Holder> all) {
        for (var i = 1; i < all.size(); i++) {
            if (all.get(i).from().isBefore(all.get(i - 1).to())) {
                verdict.breaks(Promise.ONE_WINNER, all.get(i - 1) + " and " + all.get(i));
            }
        }
    }

    /** By the one that was accepted and ended at some time while the request was under way, or by one of all that time. */
    private void wasHeld(Refused refused) {
        var held = holders.getOrDefault(refused.reference(), List.of()).stream()
                .anyMatch(
                        it -> it.from().isBefore(refused.answered()) && it.to().isAfter(refused.sent()));
        if (!held) verdict.breaks(Promise.ONE_WINNER, refused + ", but nobody held it");
    }
}
