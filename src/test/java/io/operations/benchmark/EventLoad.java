package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.TestHooks;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.requestor.Requestor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Operations that run and end at once, while many listen to the events of all of them. */
record EventLoad(Stage stage, Report report, Requestor requestor, int listeners, int runs) {

    private static final String PATH = "/1.0/events?type=operation";

    private static final Duration TIME = Duration.ofSeconds(10);
    private static final List<Integer> RATES =
            List.of(100, 150, 200, 250, 300, 400, 500, 600, 800, 1_000, 1_200, 1_600, 2_400, 3_200);

    private ClientProcess listen() {
        var client = ClientProcess.start(EventListeners.class, stage.port(), PATH, listeners);
        assertThat(client.hear()).isEqualTo("listening");
        return client;
    }

    void atRate(int eventsPerSecond) throws Exception {
        try (var client = listen()) {
            run(client, eventsPerSecond);
            var measured = new ArrayList<EventRun>();
            for (var i = 0; i < runs; i++) measured.add(whole(run(client, eventsPerSecond)));
            report(String.format(Locale.ROOT, "%,d listeners, %,d events/s: ", listeners, eventsPerSecond), measured);
        }
    }

    private void report(String name, List<EventRun> runs) {
        var lags = Samples.of(runs, it -> it.heard().greatest());
        report.runs(
                name + "delivered",
                "events/s",
                Samples.of(runs, EventRun::deliveredPerSecond),
                "to all listeners together, each hears all in one order");
        report.runs(
                name + "event to receipt",
                "ms, p50",
                Samples.of(runs, it -> it.heard().p50()),
                "over all listeners");
        report.runs(
                name + "event to receipt",
                "ms, p99",
                Samples.of(runs, it -> it.heard().p99()),
                "greatest " + Report.number(lags.greatest()));
        report.runs(
                name + "CPU",
                "µs/event and listener",
                Samples.of(runs, EventRun::cpuMicrosPerDelivery),
                cores(runs.getLast()) + "; service with producers, without PostgreSQL and clients");
    }

    /** More events a second each time, until it is too much. */
    void ceiling() throws Exception {
        var highest = new ArrayList<Double>();
        var beyond = "";
        for (var i = 0; i < runs; i++) {
            try (var client = listen()) {
                var held = 0;
                for (var rate : RATES) {
                    var run = tryTwice(client, rate);
                    beyond = describe(rate, run);
                    if (!run.held()) break;
                    whole(run);
                    held = rate;
                }
                highest.add((double) held);
            }
        }
        report.runs(
                String.format(Locale.ROOT, "%,d listeners: highest rate at which nobody lags 1 s behind", listeners),
                "events/s",
                Samples.of(highest),
                beyond);
    }

    /** Once more where it did not hold: something else may have taken the machine for a moment. */
    private EventRun tryTwice(ClientProcess client, int eventsPerSecond) throws Exception {
        var run = run(client, eventsPerSecond);
        return run.held() ? run : run(client, eventsPerSecond);
    }

    private static String describe(int rate, EventRun run) {
        return String.format(
                Locale.ROOT,
                "at %,d: %,.0f ms behind, %d closed (code %d), scheduling took %.2f × its time; %s",
                rate,
                run.heard().greatest(),
                run.heard().closed(),
                run.heard().closeCode(),
                (double) run.scheduled().toNanos() / run.planned().toNanos(),
                cores(run));
    }

    private static String cores(EventRun run) {
        return String.format(Locale.ROOT, "service takes %.2f cores, clients %.2f", run.cores(), run.clientCores());
    }

    private EventRun run(ClientProcess client, int eventsPerSecond) throws Exception {
        return EventRun.measure(
                stage,
                client,
                eventsPerSecond,
                TIME,
                () -> stage.service()
                        .scheduleUserOperationFromRequest(
                                OperationArgs.of(TestHooks.NOOP)
                                        .inProject("default")
                                        .withClass(OperationClass.TASK),
                                requestor));
    }

    /** Everybody has heard every event, in one order. */
    private EventRun whole(EventRun run) {
        assertThat(run.heard().closed()).isZero();
        assertThat(run.heard().agreeing()).isEqualTo(listeners);
        assertThat(run.heard().events())
                .isEqualTo((long) EventRun.EVENTS_EACH * run.run().operations());
        return run;
    }
}
