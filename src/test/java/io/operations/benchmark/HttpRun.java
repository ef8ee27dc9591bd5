package io.operations.benchmark;

import java.time.Duration;
import java.util.Arrays;

/**
 * One run of {@link HttpLoad}.
 *
 * @param run       until the last operation was final in the database
 * @param millis    50th and 99th percentile and greatest time of a call, as the client measured it
 * @param clientCpu what the client's process took of the machine
 */
record HttpRun(Stage.Run run, double[] millis, Duration clientCpu) {

    static HttpRun measure(Stage stage, ClientProcess client, String command, int operations) throws Exception {
        return measure(stage, client, command, operations, operations);
    }

    /** @param operations how many these calls schedule */
    static HttpRun measure(Stage stage, ClientProcess client, String command, int calls, int operations)
            throws Exception {
        var cpu = client.cpuTime();
        var said = new String[1];
        var run = stage.run(operations, () -> {
            client.tell(command + " " + calls);
            said[0] = client.hear();
        });
        var millis = Arrays.stream(said[0].split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new HttpRun(run, millis, client.cpuTime().minus(cpu));
    }

    double p50() {
        return millis[0];
    }

    double p99() {
        return millis[1];
    }

    /** How many of the machine's cores the client kept busy. */
    double clientCores() {
        return (double) clientCpu.toNanos() / run.nanos();
    }
}
