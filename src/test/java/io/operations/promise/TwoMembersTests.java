package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Bodies;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one database: one owner, one winner, and each takes over from the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoMembersTests {

    private static final Duration TAKEOVER = Duration.ofSeconds(20);

    /** Who wakes up may find first that it has not reached the database for too long. */
    private static final String LETS_GO_OF_ONE = "Letting go of 1 durable operations";

    @TempDir
    private static Path workingDirectory;

    private final Endpoint endpoint = new Endpoint();
    private final TestDatabase database = TestDatabase.create();
    private final Tables tables = Tables.in(database.url(), database.username(), database.password());
    private ServiceProcess a;
    private ServiceProcess b;

    @BeforeAll
    void startBoth() {
        a = start("a");
        b = start("b");
        b.awaitStarted();
    }

    @BeforeEach
    void startAgainWhatWasKilled() {
        if (!a.isAlive()) {
            a = start("a");
        }
        a.awaitStarted();
    }

    @AfterAll
    void killBoth() {
        a.close();
        b.close();
        endpoint.close();
    }

    private ServiceProcess start(String name) {
        return ServiceProcess.startMember(
                workingDirectory,
                name,
                database,
                "--operations.member.heartbeat-interval=500ms",
                "--operations.member.offline-threshold=2s");
    }

    @Test
    void acceptOneOfManyWithOneConflictReference() {
        for (var round = 0; round < 5; round++) {
            var gate = UUID.randomUUID().toString();
            var body = endpoint.call("task", gate, "one winner");

            var answers = IntStream.range(0, 32)
                    .parallel()
                    .mapToObj(i -> (i % 2 == 0 ? a : b).api().schedule(body))
                    .toList();

            assertThat(answers).filteredOn(it -> it.status() == 409).hasSize(31);
            var winner = answers.stream().filter(it -> it.status() == 202).toList();
            assertThat(winner).hasSize(1);
            endpoint.open(gate);
            // On either member: the reference is free once the end is known anywhere.
            assertThat((round % 2 == 0 ? a : b)
                            .api()
                            .await(winner.getFirst().id())
                            .operationStatus())
                    .isEqualTo("Success");
        }
    }

    @Test
    void acceptOneOfManyFamiliesWithTheSameReferences() {
        for (var round = 0; round < 3; round++) {
            var gate = UUID.randomUUID().toString();
            var one = endpoint.call("task", gate, "family/1");
            var two = endpoint.call("task", gate, "family/2");
            var three = endpoint.call("task", gate, "family/3");

            var answers = IntStream.range(0, 24)
                    .parallel()
                    .mapToObj(i -> (i % 2 == 0 ? a : b)
                            .api()
                            .schedule(i % 3 == 0 ? Bodies.family(one, two, three) : Bodies.family(three, two, one)))
                    .toList();

            assertThat(answers).filteredOn(it -> it.status() == 409).hasSize(23);
            var winner = answers.stream().filter(it -> it.status() == 202).toList();
            assertThat(winner).hasSize(1);
            endpoint.open(gate);
            assertThat((round % 2 == 0 ? a : b)
                            .api()
                            .await(winner.getFirst().id())
                            .operationStatus())
                    .isEqualTo("Success");
        }
    }

    @Test
    void redeemATokenOnceWhicheverIssuedIt() throws Exception {
        var issued = a.api().schedule("{\"type\": \"token\"}").hasStatus(202);
        var path = "/1.0/operations/" + issued.id();
        var body = "{\"secret\": \""
                + issued.metadata().path("metadata").path("secret").asString() + "\"}";
        var waiter = a.api().getLater(path + "/wait");
        b.api().post(path + "/redeem", "{\"secret\": \"x\"}").refuses(403, "Forbidden");

        var answers = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i ->
                        (i % 2 == 0 ? b : a).api().post(path + "/redeem", body).status())
                .toList();

        assertThat(answers).containsOnly(200, 400).containsOnlyOnce(200);
        assertThat(waiter.get(5, TimeUnit.SECONDS).operationStatus()).isEqualTo("Cancelled");
        assertThat(b.api().get(path).operationError()).isEqualTo("context canceled 500");
    }

    @Test
    void revokeATokenOfTheOther() {
        var issued = a.api().schedule("{\"type\": \"token\"}").hasStatus(202);
        var path = "/1.0/operations/" + issued.id();

        b.api().delete(path).hasStatus(200);

        assertThat(a.api().get(path).operationStatus()).isEqualTo("Cancelled");
        a.api().delete(path).refuses(400, "Only running operations can be cancelled");
    }

    @Test
    void wakeWhoWaitsOnTheOther() throws Exception {
        var id = schedule(a, "task", "waited-for");
        var waiter = b.api().getLater("/1.0/operations/" + id + "/wait");
        assertThat(b.api().get("/1.0/operations/" + id).operationStatus()).isEqualTo("Running");
        endpoint.open("waited-for");

        assertThat(waiter.get(5, TimeUnit.SECONDS).operationStatus()).isEqualTo("Success");
    }

    @Test
    void takeOverFromOneThatIsKilled() {
        var durable = schedule(a, "durable", "killed/durable");
        var task = schedule(a, "task", "killed/task");
        a.kill();

        await().atMost(TAKEOVER)
                .untilAsserted(() -> assertThat(endpoint.attempts(durable)).containsExactly(1, 2));
        var failed = b.api().await(task);
        assertThat(failed.operationStatus()).isEqualTo("Failure");
        assertThat(failed.metadata().path("err").asString())
                .isEqualTo("Operation exited uncleanly or was unable to report its status");
        b.api().schedule(endpoint.call("task", "", "killed/task")).hasStatus(202);
        b.api().schedule(endpoint.call("task", "", "killed/durable")).hasStatus(409);

        endpoint.open("killed/durable", 2);
        assertThat(b.api().await(durable).operationStatus()).isEqualTo("Success");
        assertThat(tables.row(durable).attempt()).isEqualTo(2);
        b.api().schedule(endpoint.call("task", "", "killed/durable")).hasStatus(202);
    }

    @Test
    void fenceOneThatWasFrozen() {
        var durable = schedule(a, "durable", "frozen/durable");
        var task = schedule(a, "task", "frozen/task");
        a.freeze();
        await().atMost(TAKEOVER)
                .untilAsserted(() -> assertThat(endpoint.attempts(durable)).containsExactly(1, 2));
        await().until(() -> tables.row(task).status() == 400);

        // The answers that it has waited for are there when it wakes up, and it reports success at once.
        endpoint.open("frozen/durable", 1);
        endpoint.open("frozen/task");
        a.thaw();
        await().until(() -> a.output().contains("joined anew"));
        await().until(() ->
                hasLost(a, task) && (hasLost(a, durable) || a.output().contains(LETS_GO_OF_ONE)));

        assertThat(tables.row(durable)).isEqualTo(new Tables.Row(durable, 103, "", 0, 2, true));
        assertThat(tables.row(task).status()).isEqualTo(400);
        endpoint.open("frozen/durable", 2);
        assertThat(a.api().await(durable).metadata().path("location").asString())
                .isEqualTo("b");
        assertThat(tables.row(durable).attempt()).isEqualTo(2);
        assertThat(a.api()
                        .await(schedule(a, "task", ""))
                        .metadata()
                        .path("location")
                        .asString())
                .isEqualTo("a");
    }

    /** By a late write that was refused, or because the member has found that it was given up: whichever came first. */
    private static boolean hasLost(ServiceProcess member, UUID id) {
        return member.output()
                .lines()
                .anyMatch(it -> it.contains("no longer this member's") && it.contains(id.toString()));
    }

    /** An operation that waits at a gate of the name of its conflict reference, and has got there. */
    private UUID schedule(ServiceProcess member, String operationClass, String reference) {
        var body = endpoint.call(operationClass, reference, reference.isEmpty() ? "free" : reference);
        var id = member.api().schedule(body).hasStatus(202).id();
        await().untilAsserted(() -> assertThat(endpoint.attempts(id)).isNotEmpty());
        return id;
    }
}
