package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Rows M and N of the issue: a project has so many active operations, and stores so many bytes. */
@ServiceTest
@TestPropertySource(
        properties = {
            "operations.quota.projects.few.active=5",
            "operations.quota.projects.small.stored-size=100KB",
            "operations.limits.metadata-size=64KB"
        })
class QuotaTests {

    private static final int LIMIT = 5;
    private static final String REFUSED = "Quota of project \"few\" exceeded: operations.quota.active is 5, ";

    private final OperationService operations;
    private final Quotas quotas;
    private final UsageRepository usage;
    private final MeterRegistry meters;
    private final JdbcClient jdbc;
    private final Queue rows;
    private final Api api;
    private final List<Operation> scheduled = new ArrayList<>();
    private String gate = Bodies.unique();

    QuotaTests(
            OperationService operations,
            Quotas quotas,
            UsageRepository usage,
            MeterRegistry meters,
            JdbcClient jdbc,
            @LocalServerPort int port) {
        this.operations = operations;
        this.quotas = quotas;
        this.usage = usage;
        this.meters = meters;
        this.jdbc = jdbc;
        this.rows = new Queue(jdbc);
        this.api = Api.on(port);
    }

    @BeforeEach
    void makeProjects() {
        List.of("few", "small").forEach(it -> api.post("/1.0/projects", "{\"name\": \"" + it + "\"}"));
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
        scheduled.forEach(it -> Crowd.end(operations, it.id()));
        rows.clear();
        quotas.look();
    }

    private OperationArgs gated(String project) {
        return OperationArgs.of(TestHooks.GATED).inProject(project).withInputs(Inputs.of(Map.of("gate", gate)));
    }

    private Operation schedule(OperationArgs args) {
        scheduled.add(operations.scheduleUserOperationFromRequest(args, SOMEBODY));
        return scheduled.getLast();
    }

    private void scheduleFew(int number) {
        IntStream.range(0, number).forEach(_ -> schedule(gated("few")));
    }

    @Test
    void refusesMoreActiveOperationsThanAProjectMayHave() {
        scheduleFew(LIMIT);

        assertThatThrownBy(() -> schedule(gated("few")))
                .isInstanceOfSatisfying(
                        OperationException.TooMany.class,
                        it -> assertThat(it.retryAfter()).isPositive())
                .hasMessage(REFUSED + "5 are used, 1 more are needed");
        schedule(gated("default"));
        quotas.look();
        assertThatThrownBy(() -> schedule(gated("few"))).hasMessageStartingWith(REFUSED);
        assertThat(refusals("active")).isGreaterThanOrEqualTo(2);
        assertThat(meters.get(QuotaMetrics.USED).tag("quota", "active").gauge().value())
                .isEqualTo(1);
    }

    private double refusals(String quota) {
        return meters.get(QuotaMetrics.REFUSALS).tag("quota", quota).counter().count();
    }

    @Test
    void countsChildrenAndWhatEnds() {
        scheduleFew(3);
        var bulk = OperationArgs.of(operations.type("bulk"))
                .inProject("few")
                .withChildren(List.of(gated("few"), gated("few")));
        assertThatThrownBy(() -> schedule(bulk)).hasMessage(REFUSED + "3 are used, 3 more are needed");

        TestHooks.open(gate);
        scheduled.forEach(it -> Crowd.end(operations, it.id()));
        gate = Bodies.unique();

        await().untilAsserted(() -> assertThat(schedule(bulk)).isNotNull());
    }

    @Test
    void acceptsNoMoreHoweverManyCallAtOnce() throws Exception {
        var accepted = Crowd.atOnce(40, _ -> {
            try {
                return Optional.of(operations.scheduleUserOperationFromRequest(gated("few"), SOMEBODY));
            } catch (OperationException.TooMany e) {
                return Optional.<Operation>empty();
            }
        });

        accepted.forEach(it -> it.ifPresent(scheduled::add));
        assertThat(scheduled).hasSizeBetween(1, LIMIT);
    }

    /** What was refused for another reason counts no more. */
    @Test
    void countsNothingThatWasNotAccepted() {
        scheduled.add(
                operations.scheduleUserOperationFromRequest(gated("few").withConflictReference("taken"), SOMEBODY));
        for (var i = 0; i < 2 * LIMIT; i++) {
            assertThatThrownBy(() -> schedule(gated("few").withConflictReference("taken")))
                    .isInstanceOf(OperationException.Conflict.class);
        }

        scheduleFew(LIMIT - 1);
    }

    @Test
    void countsWhatOtherMembersHaveAccepted() {
        rows.add("few", LIMIT, 0);

        quotas.look();

        assertThatThrownBy(() -> schedule(gated("few"))).hasMessageStartingWith(REFUSED);
        assertThat(operations.pruneExpiredOperations()).as("the service's own").isNotNull();
    }

    @Test
    void givesTheSameOperationForTheSameKeyAlsoWhenTheQuotaIsUsedUp() {
        var key = new IdempotencyKey("somebody", Bodies.unique(), "0".repeat(64));
        scheduled.add(operations.scheduleUserOperationFromRequest(gated("few"), SOMEBODY, key));
        scheduleFew(LIMIT - 1);

        assertThat(operations
                        .scheduleUserOperationFromRequest(gated("few"), SOMEBODY, key)
                        .id())
                .isEqualTo(scheduled.getFirst().id());
    }

    @Test
    void answers429AndSaysWhichQuota() {
        scheduleFew(LIMIT);

        var answer = api.post("/1.0/operations?project=few", Bodies.NOOP);

        answer.hasStatus(429);
        assertThat(answer.error()).startsWith(REFUSED);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
    }

    /** History counts for as long as it is kept, on every member, and after a restart. */
    @Test
    void refusesWhatAProjectHasNoRoomToStore() {
        var large =
                OperationArgs.of(TestHooks.NOOP).inProject("small").withMetadata(Map.of("text", "x".repeat(30_000)));
        var last = schedule(gated("small"));
        for (var i = 0; i < 3; i++) {
            Crowd.end(operations, schedule(large).id());
        }

        quotas.look();
        assertThatThrownBy(() -> schedule(large)).hasMessageContaining("operations.quota.stored-size is 102400, ");
        assertThat(stored()).isBetween(90_000L, 100_000L);
        assertThat(usage.look().get("small"))
                .isNotNull()
                .satisfies(it -> assertThat(it.storedSize()).isGreaterThan(90_000));

        TestHooks.open(gate);
        assertThat(Crowd.end(operations, last.id()).status())
                .as("an end is always stored")
                .isEqualTo("Success");

        jdbc.sql("UPDATE project_usage SET period = period - interval '3 days'").update();
        usage.forget();
        quotas.look();
        assertThat(schedule(large)).as("after history has expired").isNotNull();
    }

    private long stored() {
        return jdbc.sql("SELECT sum(stored_size) FROM project_usage WHERE project = 'small'")
                .query(Long.class)
                .single();
    }

    @Test
    void forgetsWhatADeletedProjectHad() {
        var name = api.project("gone" + Bodies.unique());
        Crowd.end(
                operations,
                schedule(OperationArgs.of(TestHooks.NOOP).inProject(name)).id());
        scheduled.clear();
        quotas.look();
        assertThat(Objects.requireNonNull(usage.look().get(name)).storedSize()).isPositive();

        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
            operations.deleteProject(name);
        });

        assertThat(usage.look()).doesNotContainKey(name);
    }
}
