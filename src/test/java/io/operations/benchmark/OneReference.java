package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.operations.TestHooks;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.RunHook;
import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Many who want one conflict reference at once: all but one are refused. */
final class OneReference {

    private static final int WARM_UPS = 2;
    private static final int CALLS = 96_000;
    private static final String HELD = "benchmark/held";
    private static final String DISPUTED = "benchmark/disputed";

    private final Stage stage;
    private final Report report;
    private final Requestor requestor;
    private final int producers;
    private final int runs;

    // Of one run.
    private final AtomicInteger winners = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Map<UUID, Instant> starts = new ConcurrentHashMap<>();

    OneReference(Stage stage, Report report, Requestor requestor, int producers, int runs) {
        this.stage = stage;
        this.report = report;
        this.requestor = requestor;
        this.producers = producers;
        this.runs = runs;
    }

    /** @param winners of so many calls */
    private record Run(int winners, int calls, long nanos) {

        double perSecond(int number) {
            return number * 1e9 / nanos;
        }
    }

    private String name(String rest) {
        return producers + " producers, one conflict reference " + rest;
    }

    /** One operation holds it all the time. */
    void held(HikariDataSource database, double commitMillis) throws Exception {
        var gate = "reference";
        var holder = Stage.gated(gate).withClass(OperationClass.DURABLE);
        stage.service().scheduleUserOperationFromRequest(holder.withConflictReference(HELD), requestor);
        try {
            var name = name("that is held: ");
            report.rates(
                    name + "refusals",
                    Samples.of(repeated(HELD), it -> it.perSecond(it.calls() - it.winners())),
                    "one operation exists");
            waits(name, HELD, database, commitMillis);
            assertThat(stage.database().holding(HELD)).isOne();
        } finally {
            TestHooks.open(gate);
        }
    }

    /** Each winner gives it up at once. */
    void disputed(HikariDataSource database, double commitMillis) throws Exception {
        var name = name("that changes hands: ");
        var measured = repeated(DISPUTED);
        var wins = Samples.of(measured, it -> it.perSecond(it.winners())).median();
        report.rates(
                name + "calls",
                Samples.of(measured, it -> it.perSecond(it.calls())),
                Report.number(wins) + " winners/s, never two at once");
        waits(name, DISPUTED, database, commitMillis);
    }

    private List<Run> repeated(String reference) throws Exception {
        stage.database().checkpoint();
        var measured = new ArrayList<Run>();
        for (var i = 0; i < WARM_UPS + runs; i++) measured.add(run(reference));
        return measured.subList(WARM_UPS, measured.size());
    }

    private void waits(String name, String reference, HikariDataSource database, double commitMillis) throws Exception {
        var waits = new ArrayList<LockWaits>();
        for (var i = 0; i < runs; i++) waits.add(LockWaits.during(database, () -> run(reference)));
        var longest = Samples.of(waits, LockWaits::longestMillis);
        report.runs(
                name + "longest wait for a lock",
                "ms",
                longest,
                Report.number(longest.median() / commitMillis) + " × one commit alone; " + describe(waits.getLast()));
    }

    private static String describe(LockWaits waits) {
        return String.format(
                Locale.ROOT,
                "seen in %,d of %,d looks at pg_locks%s",
                waits.seen(),
                waits.looks(),
                waits.seen() > 0 ? ", for a lock on " + waits.kind() : "");
    }

    /** Counts those that were accepted and those that were refused; and in the database what there is of them. */
    private Run run(String reference) throws Exception {
        stage.awaitIdle();
        winners.set(0);
        refusals.set(0);
        starts.clear();
        var before = stage.database().all(TestHooks.NOOP.name());
        var succeeded = stage.succeeded();
        var calls = CALLS / producers * producers;
        var begin = System.nanoTime();
        Producers.repeat(producers, calls, () -> schedule(reference));
        var nanos = System.nanoTime() - begin;
        stage.awaitIdle();
        assertThat(winners.get() + refusals.get()).isEqualTo(calls);
        assertThat(stage.database().all(TestHooks.NOOP.name()) - before).isEqualTo(winners.get());
        stage.checkSucceeded(succeeded, winners.get());
        assertThat(winners.get() > 0).isEqualTo(reference.equals(DISPUTED));
        checkOneAfterTheOther();
        return new Run(winners.get(), calls, nanos);
    }

    private Void schedule(String reference) {
        var args = OperationArgs.of(TestHooks.NOOP)
                .inProject("default")
                .withClass(OperationClass.TASK)
                .withConflictReference(reference)
                .withRunHook(RunHook.of(TestHooks.NOOP, it -> starts.put(it.id(), Instant.now())));
        try {
            stage.service().scheduleUserOperationFromRequest(args, requestor);
            winners.incrementAndGet();
        } catch (OperationException.Conflict refused) {
            refusals.incrementAndGet();
        }
        return null;
    }

    /** Each winner began to run when the one before had ended, as the database has it. */
    private void checkOneAfterTheOther() {
        var ends = stage.database().ends(starts.keySet());
        assertThat(ends).hasSize(winners.get());
        var inOrder = starts.keySet().stream()
                .sorted(Comparator.comparing(starts::get))
                .toList();
        for (var i = 1; i < inOrder.size(); i++) {
            assertThat(starts.get(inOrder.get(i))).isAfterOrEqualTo(ends.get(inOrder.get(i - 1)));
        }
    }
}
