package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.TestHooks;
import io.operations.requestor.Requestor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.UUID;

/** {@code GET /1.0/operations} of so many that run, once nothing else is in it and what can be vacuumed is. */
record Listing(Stage stage, Requestor requestor, int runs) {

    private static final int OPERATIONS = 100;
    private static final int TIMES = 300;
    private static final int WARM_UPS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** How long one takes, in milliseconds: the median of each run. */
    Samples measure() {
        var gate = UUID.randomUUID().toString();
        var gated = Stage.gated(gate);
        for (var i = 0; i < OPERATIONS; i++) stage.service().scheduleUserOperationFromRequest(gated, requestor);
        try (var client = ClientProcess.start(ListingClient.class, stage.port())) {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(listed()).isEqualTo(OPERATIONS));
            stage.database().settle();
            var medians = new ArrayList<Double>();
            for (var i = 0; i < WARM_UPS + runs; i++) medians.add(median(client));
            return Samples.of(medians.subList(WARM_UPS, medians.size()));
        } finally {
            TestHooks.open(gate);
            stage.awaitIdle();
        }
    }

    private static double median(ClientProcess client) {
        client.tell(TIMES + " " + OPERATIONS);
        return Arrays.stream(client.hear().split(" "))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow();
    }

    private int listed() {
        return Api.on(stage.port())
                .get("/1.0/operations")
                .metadata()
                .valueStream()
                .mapToInt(it -> it.size())
                .sum();
    }
}
