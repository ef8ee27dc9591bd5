package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.Api;
import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.TestHooks;
import io.operations.member.MemberService;
import io.operations.operation.Subject.Kind;
import io.operations.operation.Subject.Kind.Script;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A member that the others have given up can write nothing, and finds out by the first write that is refused. */
@RulesTest
@TestPropertySource(
        properties = {"operations.member.heartbeat-interval=10m", "operations.member.offline-threshold=10h"})
class LostMemberTests {

    private final OperationService operations;
    private final OperationListing listing;
    private final MemberService member;
    private final LocalOperations local;
    private final Slots slots;
    private final Farewell farewell;
    private final Dispatcher dispatcher;
    private final Retries retries;
    private final MeterRegistry meters;
    private final JdbcClient jdbc;
    private final Api api;
    private final Rows rows;
    private final String project;
    private final String gate = UUID.randomUUID().toString();

    LostMemberTests(
            OperationService operations,
            OperationListing listing,
            MemberService member,
            LocalOperations local,
            Slots slots,
            Farewell farewell,
            Dispatcher dispatcher,
            Retries retries,
            MeterRegistry meters,
            JdbcClient jdbc,
            @LocalServerPort int port) {
        this.operations = operations;
        this.listing = listing;
        this.member = member;
        this.local = local;
        this.slots = slots;
        this.farewell = farewell;
        this.dispatcher = dispatcher;
        this.retries = retries;
        this.meters = meters;
        this.jdbc = jdbc;
        this.api = Api.on(port);
        this.rows = new Rows(jdbc);
        this.project = rows.project();
    }

    @BeforeEach
    void awaitQuiet() {
        await().until(() -> slots.used() == 0 && local.all().isEmpty());
    }

    @AfterEach
    void forget() {
        RuleHooks.open(gate);
        TestHooks.open(gate);
        rows.forgetElsewhere();
    }

    private UUID giveUp() {
        var incarnation = member.incarnation();
        jdbc.sql("UPDATE member SET offline_at = now() WHERE incarnation = :incarnation")
                .param("incarnation", incarnation)
                .update();
        return incarnation;
    }

    private void awaitJoinedAnew(UUID before) {
        await().until(() -> !member.incarnation().equals(before));
    }

    private double fenced() {
        return meters.counter(OperationMetrics.FENCED).count();
    }

    private OperationArgs args(Kind kind) {
        var args = kind.args(new Script(gate, false, false), false);
        return args.inProject(project)
                .withChildren(args.children().stream()
                        .map(it -> it.inProject(project))
                        .toList());
    }

    private Operation running(Kind kind) {
        var operation = operations.scheduleUserOperationFromRequest(args(kind), SOMEBODY);
        RuleHooks.awaitArrival(gate);
        return operation;
    }

    @ParameterizedTest
    @EnumSource(names = {"TASK", "DURABLE", "SHELL", "CONSOLE", "BULK", "DURABLE_BULK"})
    void acceptsNothingInItsOwnNameAndJoinsAnew(Kind kind) {
        var before = giveUp();

        assertThatExceptionOfType(OperationException.Unavailable.class)
                .isThrownBy(() -> operations.scheduleUserOperationFromRequest(args(kind), SOMEBODY))
                .withMessage("Member was taken for lost and is joining anew");

        assertThat(Listings.all(listing, project)).isEmpty();
        assertThat(local.all()).isEmpty();
        assertThat(slots.used()).isZero();
        awaitJoinedAnew(before);
        RuleHooks.open(gate);
        var next = operations.scheduleUserOperationFromRequest(args(kind), SOMEBODY);
        next.cancel();
        assertThat(Crowd.end(operations, next.id()).location()).isEqualTo(member.name());
    }

    @Test
    void answersThatItMayBeTriedAgainAndLeavesTheKeyFree() {
        var body = "{\"type\": \"noop\"}";
        var key = UUID.randomUUID().toString();
        var before = giveUp();

        var refused = api.schedule(body, "Idempotency-Key", key).hasStatus(503);

        assertThat(refused.header("Retry-After")).isNotBlank();
        assertThat(jdbc.sql("SELECT count(*) FROM idempotency_key WHERE key = :key")
                        .param("key", key)
                        .query(Long.class)
                        .single())
                .isZero();
        awaitJoinedAnew(before);
        api.schedule(body, "Idempotency-Key", key).hasStatus(202);
    }

    /** Whoever is there claims it; this member does as soon as it has joined anew. */
    @Test
    void acceptsWhatIsNobodys() {
        var director = new Director(operations, slots);
        director.block();
        var before = giveUp();

        var queued = operations.scheduleUserOperationFromRequest(args(Kind.DURABLE), SOMEBODY);

        assertThat(queued.status()).isEqualTo(OperationStatus.PENDING);
        member.lookAgain();
        awaitJoinedAnew(before);
        RuleHooks.open(gate);
        director.unblock();
        assertThat(Crowd.end(operations, queued.id()).status()).isEqualTo("Success");
    }

    @Test
    void countsAnEndThatIsRefused() {
        var operation = running(Kind.TASK);
        rows.give(operation.id(), rows.member());
        var taken = rows.text(operation.id());
        var before = fenced();

        RuleHooks.open(gate);

        await().until(() -> local.find(operation.id()) == null);
        assertThat(fenced() - before).isEqualTo(1);
        assertThat(rows.text(operation.id())).isEqualTo(taken);
    }

    @Test
    void countsAChangeThatIsRefusedAndStopsTheHook() throws InterruptedException {
        var changing = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        var operation = operations.scheduleUserOperationFromRequest(
                Crowd.doing(context -> {
                    changing.await();
                    context.updateMetadata(Map.of("late", true));
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        stopped.countDown();
                    }
                }),
                SOMEBODY);
        await().until(() -> operation.status() == OperationStatus.RUNNING);
        rows.give(operation.id(), rows.member());
        var taken = rows.text(operation.id());
        var before = fenced();

        changing.countDown();
        stopped.await();

        await().until(() -> local.find(operation.id()) == null && slots.used() == 0);
        assertThat(fenced() - before).isEqualTo(1);
        assertThat(rows.text(operation.id())).isEqualTo(taken);
    }

    @Test
    void countsACommitOfMetadataThatIsRefused() {
        var operation = running(Kind.TASK);
        rows.give(operation.id(), rows.member());
        var before = fenced();

        assertThatExceptionOfType(OperationException.Conflict.class).isThrownBy(operation::commitMetadata);

        await().until(() -> local.find(operation.id()) == null && slots.used() == 0);
        assertThat(fenced() - before).isEqualTo(1);
    }

    @Test
    void countsEachRefusedReleaseOfAMemberThatLeaves() {
        var running = List.of(running(Kind.DURABLE), running(Kind.DURABLE));
        running.forEach(it -> rows.give(it.id(), rows.member()));
        var before = fenced();
        try {
            farewell.stop();

            await().untilAsserted(() -> assertThat(fenced() - before).isEqualTo(2));
            assertThat(running).allSatisfy(it -> assertThat(rows.text(it.id())).contains("\"attempt\": 2"));
        } finally {
            farewell.start();
            dispatcher.start();
        }
    }

    @Test
    void countsARetryThatIsRefused() {
        var operation = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(TestHooks.FLAKY)
                        .inProject(project)
                        .withClass(OperationClass.DURABLE)
                        .withInputs(Inputs.of(Map.of("failures", 0, "gate", gate))),
                SOMEBODY);
        // All that it writes by itself: that would be refused too.
        await().until(() -> rows.text(operation.id()).contains("\"again\""));
        rows.give(operation.id(), rows.member());
        var before = fenced();

        assertThat(retries.retry(operation, new Outcome.Failed("no", 500), _ -> {}))
                .isTrue();

        assertThat(local.find(operation.id())).isNull();
        assertThat(fenced() - before).isEqualTo(1);
    }

    /** By whichever write: the others have taken all that it had. */
    @Test
    void stopsAllThatItRanOnceOneWriteIsRefused() {
        var other = UUID.randomUUID().toString();
        var one = running(Kind.TASK);
        var another = operations.scheduleUserOperationFromRequest(
                Kind.DURABLE.args(new Script(other, false, false), false), SOMEBODY);
        RuleHooks.awaitArrival(other);
        var before = giveUp();
        rows.give(one.id(), rows.member());

        RuleHooks.open(gate);

        awaitJoinedAnew(before);
        await().untilAsserted(() -> assertThat(local.find(another.id())).isNotSameAs(another));
        assertThat(another.live().isClosed()).isTrue();
        await().untilAsserted(() -> assertThat(rows.text(another.id())).contains("\"attempt\": 2"));
        RuleHooks.open(other);
        assertThat(Crowd.end(operations, another.id()).status()).isEqualTo("Success");
    }
}
