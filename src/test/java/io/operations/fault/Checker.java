package io.operations.fault;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import io.operations.fault.Evidence.Accepted;
import io.operations.fault.Evidence.Answer;
import io.operations.fault.Evidence.Asked;
import io.operations.fault.Evidence.Call;
import io.operations.fault.Evidence.Key;
import io.operations.fault.Evidence.Row;
import io.operations.fault.Evidence.Woken;
import io.operations.fault.Verdict.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds what was seen of a run against the promises of design §6. It knows nothing of how the service keeps them. */
final class Checker {

    private final Evidence evidence;
    private final Verdict verdict = new Verdict();
    private final Map<UUID, Row> rows;
    private final Map<String, Asked> asked;
    private final Map<UUID, String> keyOf;
    private final Map<UUID, Integer> lastCalls;

    /** One call or answer of one attempt. */
    private record Turn(UUID id, int attempt) {}

    private Checker(Evidence evidence) {
        this.evidence = evidence;
        rows = evidence.stored().operations().stream().collect(Collectors.toMap(Row::id, Function.identity()));
        asked = evidence.asked().stream().collect(Collectors.toMap(Asked::key, Function.identity()));
        keyOf = evidence.stored().keys().stream().collect(Collectors.toMap(Key::id, Key::key));
        lastCalls = evidence.calls().stream().collect(Collectors.toMap(Call::id, Call::attempt, Math::max));
    }

    static Verdict check(Evidence evidence) {
        var checker = new Checker(evidence);
        checker.nothingIsLost();
        checker.eachHasOneOwner();
        checker.eachKeyStandsForOne();
        checker.waitersAreWoken();
        checker.finalStaysFinal();
        References.check(evidence, checker.rows, checker.verdict);
        Listeners.check(evidence, checker.rows, checker.verdict);
        Outcomes.check(evidence, checker.rows, checker.asked, checker.keyOf, checker.verdict);
        evidence.surprises().forEach(it -> checker.verdict.breaks(Promise.NO_SURPRISES, it));
        return checker.verdict;
    }

    private void nothingIsLost() {
        var children = evidence.stored().operations().stream()
                .filter(it -> it.parent() != null)
                .collect(groupingBy(Row::parent, counting()));
        evidence.accepted().forEach(it -> {
            if (!rows.containsKey(it.id())) {
                verdict.breaks(Promise.NOTHING_LOST, it + " is not among the final ones");
            } else if (asked.get(it.key()).work().isFamily() && children.getOrDefault(it.id(), 0L) != Work.CHILDREN) {
                verdict.breaks(Promise.NOTHING_LOST, it + " has not all of its children");
            }
        });
        evidence.stored().active().forEach(it -> verdict.breaks(Promise.NOTHING_LOST, it + " is still active"));
    }

    private void eachHasOneOwner() {
        evidence.calls().stream()
                .collect(groupingBy(it -> new Turn(it.id(), it.attempt()), counting()))
                .forEach((turn, times) -> {
                    if (times > 1) verdict.breaks(Promise.ONE_OWNER, turn + " was run " + times + " times");
                });
        var answered = evidence.answers().stream()
                .map((Answer it) -> new Turn(it.id(), it.attempt()))
                .collect(toSet());
        rows.values().forEach(row -> {
            var last = lastCalls.getOrDefault(row.id(), 0);
            if (row.attempt() < last) {
                verdict.breaks(Promise.ONE_OWNER, row + " though attempt " + last + " has been run");
            }
            if (row.returned() != 0 && row.returned() != row.attempt()) {
                verdict.breaks(Promise.ONE_OWNER, row + " has the answer to attempt " + row.returned());
            }
            if (row.status() == 200 && last > 0 && !answered.contains(new Turn(row.id(), row.attempt()))) {
                verdict.breaks(Promise.ONE_OWNER, row + " though nobody has answered that attempt");
            }
        });
    }

    private void eachKeyStandsForOne() {
        var told = evidence.accepted().stream().collect(groupingBy(Accepted::key, mapping(Accepted::id, toSet())));
        var stored = new HashMap<String, UUID>();
        evidence.stored().keys().forEach(it -> stored.put(it.key(), it.id()));
        told.forEach((key, ids) -> {
            if (!ids.equals(Set.of(stored.getOrDefault(key, new UUID(0, 0))))) {
                verdict.breaks(Promise.ONE_OPERATION_A_KEY, key + ": " + ids + ", stored is " + stored.get(key));
            }
        });
        rows.values().stream()
                .filter(it -> it.parent() == null && !keyOf.containsKey(it.id()))
                .filter(it -> !evidence.stored().own().contains(it.id()))
                .forEach(it -> verdict.breaks(Promise.ONE_OPERATION_A_KEY, it + " has no key"));
    }

    private void waitersAreWoken() {
        evidence.asleep().forEach(it -> verdict.breaks(Promise.WAITERS_WAKE, it + " still waits"));
        evidence.woken().forEach(it -> {
            if (it.status() < 200) verdict.breaks(Promise.WAITERS_WAKE, it + " too early");
        });
    }

    private void finalStaysFinal() {
        evidence.woken().stream().filter(it -> it.status() >= 200).forEach((Woken it) -> {
            if (!isStored(it.id(), it.status())) seenOtherwise(it, it.id());
        });
        evidence.streams().stream()
                .flatMap(it -> it.heard().stream())
                .filter(it -> it.status() >= 200 && !isStored(it.id(), it.status()))
                .forEach(it -> seenOtherwise(it, it.id()));
    }

    private boolean isStored(UUID id, int status) {
        var row = rows.get(id);
        return row != null && row.status() == status;
    }

    private void seenOtherwise(Object seen, UUID id) {
        verdict.breaks(Promise.FINAL_IS_FINAL, seen + ", stored is " + rows.get(id));
    }
}
