package io.operations.fault;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.operations.fault.Evidence.Asked;
import io.operations.fault.Evidence.Cancelled;
import io.operations.fault.Evidence.Incarnation;
import io.operations.fault.Evidence.Row;
import io.operations.fault.Verdict.Promise;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who may end how: durable operations as if nothing had happened, others with their member. */
final class Outcomes {

    /** The contract's text and code for what its member took with it. */
    static final String DIED = "Operation exited uncleanly or was unable to report its status";

    private static final int SUCCESS = 200;
    private static final int FAILURE = 400;
    private static final int CANCELLED = 401;

    private final Evidence evidence;
    private final Verdict verdict;
    private final Map<UUID, Row> rows;
    private final Map<String, Asked> asked;
    private final Map<UUID, String> keyOf;
    private final Set<UUID> cancelled;
    private final Map<String, List<Incarnation>> incarnations;

    private Outcomes(
            Evidence evidence,
            Map<UUID, Row> rows,
            Map<String, Asked> asked,
            Map<UUID, String> keyOf,
            Verdict verdict) {
        this.evidence = evidence;
        this.verdict = verdict;
        this.rows = rows;
        this.asked = asked;
        this.keyOf = keyOf;
        cancelled = evidence.cancels().stream().map(Cancelled::id).collect(toSet());
        incarnations = evidence.stored().members().stream().collect(groupingBy(Incarnation::name));
    }

    static void check(
            Evidence evidence,
            Map<UUID, Row> rows,
            Map<String, Asked> asked,
            Map<UUID, String> keyOf,
            Verdict verdict) {
        var outcomes = new Outcomes(evidence, rows, asked, keyOf, verdict);
        rows.values().forEach(outcomes::check);
        evidence.cancels().forEach(outcomes::check);
    }

    private void check(Row row) {
        if (row.status() == SUCCESS || row.status() == CANCELLED && mayBeCancelled(row)) return;
        if (row.durable()) {
            if (row.status() != FAILURE || work(row) != Work.FAILING || row.errorCode() != FAILURE) {
                verdict.breaks(Promise.NO_FAILED_DURABLE, row.toString());
            }
        } else if (row.status() != FAILURE || !diedWithItsMember(row)) {
            verdict.breaks(Promise.NO_FAILURE_WITHOUT_CAUSE, row.toString());
        }
    }

    /** By somebody, or by a member that left and had waited for it as long as it was told to. */
    private boolean mayBeCancelled(Row row) {
        return cancelled.contains(top(row)) || !row.durable() && hasLeft(row);
    }

    private boolean hasLeft(Row row) {
        return evidence.faults().stream()
                .anyMatch(it -> it.kind() == Fault.LEAVE
                        && it.touches(row.location(), row.ended(), row.ended().plusNanos(1)));
    }

    private boolean diedWithItsMember(Row row) {
        return row.error().equals(DIED)
                && row.errorCode() == 500
                && incarnations.getOrDefault(row.location(), List.of()).stream()
                        .anyMatch(it -> it.offline() != null && !it.offline().isAfter(row.ended()));
    }

    private @Nullable Work work(Row row) {
        var key = keyOf.get(top(row));
        return key == null || !asked.containsKey(key) ? null : asked.get(key).work();
    }

    private static UUID top(Row row) {
        return row.parent() == null ? row.id() : row.parent();
    }

    /** Who is told that it is cancelled is told so when it has ended; or when it takes long, but it ends as Cancelled then. */
    private void check(Cancelled cancel) {
        var row = rows.get(cancel.id());
        switch (cancel.answer()) {
            // 400: final, or being cancelled since an earlier request whose answer was lost.
            case 0, 400, 503 -> {}
            case 200 -> {
                if (row == null || row.ended().isAfter(cancel.at()) && row.status() != CANCELLED) {
                    verdict.breaks(Promise.CANCELS_COUNT, cancel + ", but stored is " + row);
                }
            }
            default -> verdict.breaks(Promise.NO_SURPRISES, cancel.toString());
        }
    }
}
