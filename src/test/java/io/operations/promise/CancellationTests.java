package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@code DELETE /1.0/operations/ID} (contract §1.6 and §3.3). */
@ServiceTest
class CancellationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final String gate = Bodies.unique();

    CancellationTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private CompletableFuture<Api.Answer> deleteLater(UUID id) {
        return api.sendLater(api.request(url(id)).DELETE().build());
    }

    private void awaitStatus(UUID id, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.get(url(id)).operationStatus()).isEqualTo(status));
    }

    @Test
    void cancelsWhatRuns() {
        var id = api.schedule(Bodies.gated(gate)).id();

        var answer = api.delete(url(id)).hasStatus(200);

        assertThat(answer.body().path("type").asString()).isEqualTo("sync");
        assertThat(answer.metadata().toString()).isEqualTo("{}");
        var cancelled = api.get(url(id));
        assertThat(cancelled.operationStatus()).isEqualTo("Cancelled");
        assertThat(cancelled.metadata().path("status_code").asInt()).isEqualTo(401);
        assertThat(cancelled.operationError()).isEqualTo("context canceled 500");
        assertThat(cancelled.metadata().path("may_cancel").asBoolean()).isTrue();
    }

    @Test
    void refusesWhatHasEnded() {
        var succeeded = api.schedule(Bodies.NOOP).id();
        var failed = api.schedule(Bodies.failing("no", 500)).id();
        var cancelled = api.schedule(Bodies.gated(gate)).id();
        api.await(succeeded);
        api.await(failed);
        api.delete(url(cancelled)).hasStatus(200);

        for (var id : new UUID[] {succeeded, failed, cancelled}) {
            var before = api.get(url(id)).text();
            api.delete(url(id)).refuses(400, "Only running operations can be cancelled");
            assertThat(api.get(url(id)).text()).isEqualTo(before);
        }
    }

    @Test
    void leavesTheLastWordToTheHook() {
        var id = api.schedule(Bodies.held("stubborn", gate)).id();
        var deleted = deleteLater(id);
        awaitStatus(id, "Cancelling");

        api.delete(url(id)).refuses(400, "Only running operations can be cancelled");
        // The row follows the live operation by a commit.
        await().untilAsserted(() -> assertThat(
                        api.get("/1.0/operations").metadata().path("cancelling").toString())
                .contains(url(id)));
        assertThat(deleted).isNotDone();
        TestHooks.open(gate);

        assertThat(deleted)
                .succeedsWithin(PATIENCE)
                .satisfies(it ->
                        assertThat(it.hasStatus(200).metadata().toString()).isEqualTo("{}"));
        assertThat(api.await(id).operationStatus()).isEqualTo("Success");
        assertThat(api.get(url(id)).operationError()).isEqualTo(" 0");
    }

    @Test
    void freesTheConflictReference() {
        var gated = "{\"type\": \"gated\", \"inputs\": {\"gate\": \"%1$s\"}, \"conflict_reference\": \"%1$s\"}"
                .formatted(gate);
        var id = api.schedule(gated).id();
        api.schedule(gated).refuses(409);

        api.delete(url(id)).hasStatus(200);

        TestHooks.open(gate);
        assertThat(api.await(api.schedule(gated).hasStatus(202).id()).operationStatus())
                .isEqualTo("Success");
    }

    @Test
    void countsOneCancelOfMany() {
        var id = api.schedule(Bodies.held("stubborn", gate)).id();
        var deletes = IntStream.range(0, 20).mapToObj(_ -> deleteLater(id)).toList();
        awaitStatus(id, "Cancelling");
        await().atMost(PATIENCE)
                .until(() -> deletes.stream().filter(CompletableFuture::isDone).count() == 19);

        TestHooks.open(gate);

        assertThat(deletes.stream().map(it -> it.join().status()).filter(it -> it == 200))
                .hasSize(1);
    }
}
