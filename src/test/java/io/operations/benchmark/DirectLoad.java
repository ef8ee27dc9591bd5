package io.operations.benchmark;

import io.operations.TestHooks;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.requestor.Requestor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Operations that are scheduled in the service's own process: what it costs without HTTP. */
final class DirectLoad {

    private static final int WARM_UPS = 2;
    private static final int OPERATIONS = 24_000;
    private static final int CHILDREN = 10_000;
    private static final int PENDING = 20_000;
    private static final int SAMPLES = 500;

    private final Stage stage;
    private final Report report;
    private final Requestor requestor;
    private final int producers;
    private final int runs;

    DirectLoad(Stage stage, Report report, Requestor requestor, int producers, int runs) {
        this.stage = stage;
        this.report = report;
        this.requestor = requestor;
        this.producers = producers;
        this.runs = runs;
    }

    OperationArgs noop(OperationClass operationClass) {
        return OperationArgs.of(TestHooks.NOOP).inProject("default").withClass(operationClass);
    }

    private UUID schedule(OperationArgs args) {
        return stage.service().scheduleUserOperationFromRequest(args, requestor).id();
    }

    Callable<Void> scheduling(OperationClass operationClass) {
        return () -> {
            schedule(noop(operationClass));
            return null;
        };
    }

    /** One operation a call, and the service runs them meanwhile. */
    void manyProducers(OperationClass operationClass) throws Exception {
        var measured = byProducers(operationClass);
        var name = "OperationService, class " + operationClass.wireName() + ": ";
        report.rates(
                name + producers + " producers",
                Samples.of(measured, Stage.Run::operationsPerSecond),
                "until the last is final in the database");
        report.runs(
                name + "CPU",
                "µs/operation",
                Samples.of(measured, Stage.Run::cpuMicrosPerOperation),
                "service and producers, without PostgreSQL");
        report.runs(
                name + "commits",
                "commits/operation",
                Samples.of(measured, Stage.Run::commitsPerOperation),
                "transactions that wrote something");
        report.runs(name + "WAL", "bytes/operation", Samples.of(measured, Stage.Run::walBytesPerOperation), "");
    }

    /** One durable operation, until somebody who waits for it knows that it is final. */
    Callable<Void> awaiting() {
        return () -> {
            stage.service().await(schedule(noop(OperationClass.DURABLE))).get();
            return null;
        };
    }

    private List<Stage.Run> byProducers(OperationClass operationClass) throws Exception {
        var load = scheduling(operationClass);
        return repeated(OPERATIONS, () -> Producers.repeat(producers, OPERATIONS, load));
    }

    /** The rate of the same, in operations a second, to be held against that under other conditions. */
    Samples rate() throws Exception {
        return Samples.of(byProducers(OperationClass.DURABLE), Stage.Run::operationsPerSecond);
    }

    /** Each waits for its own commit. */
    void crowd(int threads) throws Exception {
        var load = scheduling(OperationClass.DURABLE);
        var operations = threads * 6;
        var measured = repeated(operations, () -> Producers.repeatVirtually(threads, operations, load));
        report.rates(
                String.format(Locale.ROOT, "OperationService, class durable: %,d producers", threads),
                Samples.of(measured, Stage.Run::operationsPerSecond),
                "virtual threads");
    }

    /** All slots are taken, so all of them wait in PostgreSQL; then the slots come free. */
    void drain(int slots) throws Exception {
        report.rates(
                String.format(Locale.ROOT, "%,d durable operations that are Pending, then run", PENDING),
                drain(slots, PENDING),
                "from the moment when the slots come free");
    }

    /** Operations a second. */
    Samples drain(int slots, int pending) throws Exception {
        var rates = new ArrayList<Double>();
        for (var i = 0; i <= runs; i++) {
            var rate = drainOnce(slots, pending);
            if (i > 0) rates.add(rate);
        }
        return Samples.of(rates);
    }

    private double drainOnce(int slots, int pending) throws Exception {
        var gate = UUID.randomUUID().toString();
        stage.database().checkpoint();
        var taken = TakenSlots.take(stage.service(), requestor, slots, gate);
        var before = stage.succeeded();
        Producers.repeat(producers, pending, scheduling(OperationClass.DURABLE));
        stage.database().settle();
        stage.checkWaiting(pending);
        var begin = System.nanoTime();
        taken.giveBack();
        var nanos = stage.awaitIdle(taken.first()) - begin;
        stage.checkSucceeded(before, pending);
        return pending * 1e9 / nanos;
    }

    /** Accepted in one transaction, run in the default slots. */
    void oneFamily() throws Exception {
        var accepted = new ArrayList<Double>();
        var measured = repeated(CHILDREN, () -> {
            var begin = System.nanoTime();
            schedule(OperationArgs.of(stage.service().type("bulk"))
                    .inProject("default")
                    .withChildren(Collections.nCopies(CHILDREN, noop(OperationClass.TASK))));
            accepted.add((System.nanoTime() - begin) / 1e6);
        });
        var name = String.format(Locale.ROOT, "one bulk operation with %,d children: ", CHILDREN);
        report.runs(
                name + "accepted", "ms", Samples.of(accepted.subList(WARM_UPS, accepted.size())), "one transaction");
        var commits = Samples.of(measured, Stage.Run::commitsPerOperation).median() * CHILDREN;
        report.runs(
                name + "all final",
                "ms",
                Samples.of(measured, it -> it.nanos() / 1e6),
                "in " + Report.number(commits) + " commits");
    }

    void single() throws Exception {
        StartTimes.measure(stage.service(), noop(OperationClass.TASK), requestor, SAMPLES);
        var times = StartTimes.measure(stage.service(), noop(OperationClass.TASK), requestor, SAMPLES);
        report.times("idle service: schedule to start of the hook", times.start());
        report.times("idle service: schedule to final, seen by a waiter", times.end());
    }

    private List<Stage.Run> repeated(int operations, Stage.Load load) throws Exception {
        stage.database().checkpoint();
        var measured = new ArrayList<Stage.Run>();
        for (var i = 0; i < WARM_UPS + runs; i++) measured.add(stage.run(operations, load));
        return measured.subList(WARM_UPS, measured.size());
    }
}
