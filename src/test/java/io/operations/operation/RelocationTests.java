package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.TestHooks;
import io.operations.operation.Rows.Row;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Durable operations that are somebody else's to go on with are counted, by why that is. */
@RulesTest
class RelocationTests {

    private final Synchronizer synchronizer;
    private final Handover handover;
    private final Completion completion;
    private final Dispatcher dispatcher;
    private final OperationService operations;
    private final MeterRegistry meters;
    private final TestClock clock;
    private final Rows rows;

    RelocationTests(
            Synchronizer synchronizer,
            Handover handover,
            Completion completion,
            Dispatcher dispatcher,
            OperationService operations,
            MeterRegistry meters,
            TestClock clock,
            JdbcClient jdbc) {
        this.synchronizer = synchronizer;
        this.handover = handover;
        this.completion = completion;
        this.dispatcher = dispatcher;
        this.operations = operations;
        this.meters = meters;
        this.clock = clock;
        this.rows = new Rows(jdbc);
    }

    @AfterEach
    void forget() {
        rows.forgetElsewhere();
    }

    private double count(String reason) {
        return meters.get(OperationMetrics.RELOCATIONS)
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void countsThoseOfALostMember() {
        var before = count("lost");
        var of = Row.ofOwner(UUID.randomUUID(), clock.instant().minusSeconds(1));
        var durable = rows.insert(of.withClass(4));
        rows.insert(of);

        synchronizer.synchronize();

        assertThat(count("lost") - before).isEqualTo(1);
        assertThat(Crowd.end(operations, durable).status()).isEqualTo("Success");
    }

    @Test
    void countsThoseThatAreHandedOver() {
        var before = count("handed_over");
        var gate = UUID.randomUUID().toString();
        var operation = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(TestHooks.GATED)
                        .inProject("default")
                        .withClass(OperationClass.DURABLE)
                        .withInputs(Inputs.of(Map.of("gate", gate))),
                Crowd.SOMEBODY);
        Crowd.awaitRunning(List.of(operation));

        var released = handover.release();
        CompletableFuture.allOf(released.values().toArray(CompletableFuture[]::new))
                .join();
        released.keySet().forEach(completion::giveAway);
        dispatcher.queued();

        assertThat(count("handed_over") - before).isEqualTo(1);
        TestHooks.open(gate);
        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
    }
}
