package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of families, tokens and what waits for its next attempt when their process is killed. */
class FamilyKillTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DIED = "Operation exited uncleanly or was unable to report its status 500";

    @TempDir
    private Path workingDirectory;

    private final Endpoint endpoint = new Endpoint();
    private final TestDatabase database = TestDatabase.create();
    private final Tables tables = Tables.in(database.url(), database.username(), database.password());

    @AfterEach
    void closeEndpoint() {
        endpoint.close();
    }

    private ServiceProcess start() {
        return ServiceProcess.start(
                workingDirectory,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password());
    }

    /** A child that ends at once, one that waits at the gate, and one of a later stage. */
    private String family(String operationClass, String gate) {
        return Bodies.with(
                "\"class\": \"" + operationClass + "\"",
                Bodies.family(
                        endpoint.call(operationClass, "", gate + "/0"),
                        endpoint.call(operationClass, gate, gate + "/1"),
                        Bodies.inStage(1, endpoint.call(operationClass, "", gate + "/2"))));
    }

    private void awaitChildren(UUID parent, Integer... statuses) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(tables.children(parent))
                        .extracting(Tables.Row::status)
                        .containsExactly(statuses));
    }

    @Test
    void goesOnWithWhatIsDurableAndEndsTheRest() {
        UUID durable;
        UUID task;
        UUID retrying;
        Api.Answer token;
        try (var killed = start().awaitStarted()) {
            var api = killed.api();
            durable = api.schedule(family("durable", "durable")).hasStatus(202).id();
            task = api.schedule(family("task", "task")).hasStatus(202).id();
            token = api.schedule("{\"type\": \"token\"}").hasStatus(202);
            awaitChildren(durable, 200, 103, 105);
            awaitChildren(task, 200, 103, 105);
            retrying =
                    api.schedule(endpoint.failing(2, "retrying")).hasStatus(202).id();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(failures(retrying)).isEqualTo(2));
            killed.kill();
        }
        try (var next = start().awaitStarted()) {
            var api = next.api();
            assertTaskEnded(api, task);
            assertDurableGoesOn(api, durable);
            assertThat(api.await(retrying).operationStatus()).isEqualTo("Success");
            assertThat(endpoint.attempts(retrying)).containsExactly(1, 2, 3);
            assertRedeemed(api, token);
            assertThat(tables.countActive()).isZero();
        }
    }

    private int failures(UUID id) {
        return tables.jdbc()
                .sql("SELECT failures FROM active_operation WHERE id = :id AND owner IS NULL")
                .param("id", id)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    private void assertTaskEnded(Api api, UUID task) {
        assertThat(api.await(task).operationError()).isEqualTo(DIED);
        awaitChildren(task, 200, 400, 400);
        assertThat(api.get("/1.0/operations/" + task + "?recursion=1")
                        .metadata()
                        .path("children")
                        .values())
                .extracting(it ->
                        it.path("err").asString() + " " + it.path("err_code").asInt())
                .containsExactly(" 0", DIED, DIED);
        for (var i = 0; i < 3; i++) {
            api.await(api.schedule(endpoint.call("task", "", "task/" + i))
                    .hasStatus(202)
                    .id());
        }
        assertThat(endpoint.attempts(tables.children(task).getLast().id())).isEmpty();
    }

    private void assertDurableGoesOn(Api api, UUID durable) {
        awaitChildren(durable, 200, 103, 105);
        assertThat(api.get("/1.0/operations/" + durable).operationStatus()).isEqualTo("Running");
        api.schedule(endpoint.call("task", "", "durable/1")).refuses(409);
        api.schedule(endpoint.call("task", "", "durable/2")).refuses(409);
        endpoint.open("durable");
        assertThat(api.await(durable).operationStatus()).isEqualTo("Success");
        assertThat(tables.row(durable).attempt()).isEqualTo(2);
        assertThat(tables.children(durable))
                .allSatisfy(it -> assertThat(it.status()).isEqualTo(200))
                .extracting(it -> endpoint.attempts(it.id()).size())
                .containsExactly(1, 2, 1);
    }

    private static void assertRedeemed(Api api, Api.Answer token) {
        var secret = token.metadata().path("metadata").path("secret").asString();
        var path = "/1.0/operations/" + token.id();
        assertThat(api.get(path).operationStatus()).isEqualTo("Running");
        api.post(path + "/redeem", "{\"secret\": \"" + secret + "\"}").hasStatus(200);
        api.post(path + "/redeem", "{\"secret\": \"" + secret + "\"}").refuses(400);
        assertThat(api.get(path).operationStatus()).isEqualTo("Cancelled");
    }
}
