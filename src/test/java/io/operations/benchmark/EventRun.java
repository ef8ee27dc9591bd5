package io.operations.benchmark;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Operations that are scheduled at a pace while {@link EventListeners} hear of them.
 *
 * @param run       until all was heard and the last operation was final in the database
 * @param planned   how long scheduling would have taken at that pace
 * @param scheduled how long it took
 * @param clientCpu what the listeners' process took of the machine
 */
record EventRun(Stage.Run run, Duration planned, Duration scheduled, Heard heard, Duration clientCpu) {

    static final int EVENTS_EACH = 2;

    private static final int PRODUCERS = 8;
    private static final double MOST_LAG_MILLIS = 1_000;
    private static final double MOST_DELAY = 1.05;

    /**
     * What the listeners say of a run.
     *
     * @param events    that one of them has heard of these operations
     * @param delivered to all of them together, those about other things included
     * @param agreeing  listeners that have heard the same as that one, in the same order
     * @param closed    listeners that the service has closed
     * @param closeCode the greatest code that it has closed one with; 0 for none
     * @param p50       milliseconds from the timestamp of an event to its receipt, as are those that follow
     */
    record Heard(
            long events,
            long delivered,
            long agreeing,
            long closed,
            int closeCode,
            double p50,
            double p99,
            double greatest) {

        String line() {
            return events + " " + delivered + " " + agreeing + " " + closed + " " + closeCode + " " + p50 + " " + p99
                    + " " + greatest;
        }

        static Heard of(String line) {
            var words = line.split(" ");
            return new Heard(
                    Long.parseLong(words[0]),
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Integer.parseInt(words[4]),
                    Double.parseDouble(words[5]),
                    Double.parseDouble(words[6]),
                    Double.parseDouble(words[7]));
        }
    }

    /** @param schedule one operation */
    static EventRun measure(Stage stage, ClientProcess client, int eventsPerSecond, Duration time, Runnable schedule)
            throws Exception {
        var operations = (int) (eventsPerSecond * time.toSeconds() / EVENTS_EACH / PRODUCERS * PRODUCERS);
        client.tell(String.valueOf(operations));
        client.hear();
        var cpu = client.cpuTime();
        var scheduled = new long[1];
        var heard = new String[1];
        var run = stage.run(operations, () -> {
            scheduled[0] = schedule(operations, time.dividedBy(operations), schedule);
            heard[0] = client.hear();
        });
        return new EventRun(
                run,
                time,
                Duration.ofNanos(scheduled[0]),
                Heard.of(heard[0]),
                client.cpuTime().minus(cpu));
    }

    /** Each when its time has come, whatever became of those before. */
    private static long schedule(int operations, Duration gap, Runnable schedule) throws Exception {
        var begin = System.nanoTime();
        var next = new AtomicLong();
        Producers.repeat(PRODUCERS, operations, () -> {
            var due = begin + next.getAndIncrement() * gap.toNanos();
            while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
            schedule.run();
            return null;
        });
        return System.nanoTime() - begin;
    }

    /** Whether events came as fast as they were to, everybody has heard them, and nobody long after. */
    boolean held() {
        return heard.closed() == 0
                && heard.greatest() <= MOST_LAG_MILLIS
                && scheduled.toNanos() <= planned.toNanos() * MOST_DELAY;
    }

    double deliveredPerSecond() {
        return heard.delivered() * 1e9 / run.nanos();
    }

    /** Of the service, for one event to one listener. */
    double cpuMicrosPerDelivery() {
        return run.cpuNanos() / 1e3 / heard.delivered();
    }

    /** How many of the machine's cores the service kept busy. */
    double cores() {
        return (double) run.cpuNanos() / run.nanos();
    }

    double clientCores() {
        return (double) clientCpu.toNanos() / run.nanos();
    }
}
