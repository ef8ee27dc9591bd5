package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.TestPropertySource;

/**
 * Rows S, B5 and B6: PostgreSQL can be read but not written, as a standby can, or with {@code default_transaction_read_only}. A
 * connection that was made meanwhile stays read-only afterwards, as one to a standby does.
 */
@ServiceTest
@TestPropertySource(
        properties = {
            "operations.member.name=reader",
            "operations.member.heartbeat-interval=500ms",
            // It is not cut off meanwhile: that is for others.
            "operations.member.offline-threshold=5m",
            "spring.datasource.hikari.connection-timeout=2000"
        })
class ReadOnlyTests {

    private static final int CHILDREN = 1_000;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Api api;
    private final LocalOperations local;
    private final Slots slots;
    private final GroupCommit commits;
    private final MemberService member;
    private final JdbcClient jdbc;
    private final JdbcClient aside;

    ReadOnlyTests(
            @LocalServerPort int port,
            LocalOperations local,
            Slots slots,
            GroupCommit commits,
            MemberService member,
            JdbcClient jdbc,
            Environment environment) {
        api = Api.on(port);
        this.local = local;
        this.slots = slots;
        this.commits = commits;
        this.member = member;
        this.jdbc = jdbc;
        this.aside = JdbcClient.create(new DriverManagerDataSource(
                environment.getRequiredProperty("spring.datasource.url")
                        + "?options=-c%20default_transaction_read_only=off",
                environment.getProperty("spring.datasource.username", ""),
                environment.getProperty("spring.datasource.password", "")));
    }

    /** For connections to come; all others are cut. */
    private void readOnly(boolean now) {
        aside.sql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = " + now
                        + "', current_database()); END $$")
                .update();
        if (now) {
            aside.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()")
                    .query(Long.class)
                    .single();
        }
    }

    @AfterEach
    void writeAgain() {
        readOnly(false);
        await().atMost(LONG).until(() -> readiness() == 200);
    }

    private int readiness() {
        return api.get("/actuator/health/readiness").status();
    }

    @Test
    void isNotReadyAndKeepsNothingOfWhatItRefuses() {
        var incarnation = member.incarnation();
        assertThat(readiness()).isEqualTo(200);
        readOnly(true);
        await().atMost(LONG).until(() -> readiness() == 503);

        IntStream.range(0, 20).forEach(_ -> {
            assertRefused(Bodies.NOOP);
            assertRefused(
                    Bodies.family(Collections.nCopies(CHILDREN, Bodies.NOOP).toArray(String[]::new)));
        });

        assertThat(local.all()).isEmpty();
        assertThat(slots.used()).isZero();
        assertThat(commits.waiting()).isZero();
        assertThat(api.get("/1.0/operations").status()).as("reading").isEqualTo(200);
        readOnly(false);

        await().atMost(LONG).until(() -> readiness() == 200);
        await().atMost(LONG).until(() -> api.schedule(Bodies.NOOP).status() == 202);
        IntStream.range(0, 20).forEach(_ -> api.schedule(Bodies.NOOP).hasStatus(202));
        assertThat(isReadOnlyAnywhere()).as("a connection of the pool").isFalse();
        assertThat(member.incarnation()).isEqualTo(incarnation);
    }

    private void assertRefused(String body) {
        var refused = api.schedule(body).hasStatus(503);
        assertThat(refused.error()).isEqualTo("Database is not available");
        assertThat(refused.header("Retry-After")).isNotBlank();
    }

    private boolean isReadOnlyAnywhere() {
        return IntStream.range(0, 20)
                .mapToObj(_ -> jdbc.sql("SHOW transaction_read_only")
                        .query(String.class)
                        .single())
                .anyMatch("on"::equals);
    }

    /** Where no answer comes at all, nothing tells whether they are accepted; there is a bound to what waits for that. */
    @Test
    void takesNoMoreOnThanItCanKeepWithoutAnswers() {
        var unanswered = new UnansweredInserts();
        var answer = new CompletableFuture<Boolean>();
        unanswered.add(UnansweredInserts.MAX - 1, answer);
        unanswered.requireFew();
        var another = unanswered.add(1, new CompletableFuture<Boolean>());

        assertThatExceptionOfType(OperationException.Unavailable.class).isThrownBy(unanswered::requireFew);
        answer.complete(true);

        unanswered.requireFew();
        assertThat(another).isNotDone();
    }
}
