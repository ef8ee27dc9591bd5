package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Listener;
import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.TestHooks;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Tokens: secrets that one caller redeems, once (contract §1.7). */
@ServiceTest
class TokenTests {

    private static final String TOKEN = "{\"type\": \"token\"}";
    private static final String USED = "Token has expired, was revoked or has been used";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final int port;
    private final TestClock clock;

    TokenTests(@LocalServerPort int port, @Autowired TestClock clock) {
        api = Api.on(port);
        this.port = port;
        this.clock = clock;
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private Api.Answer issue() {
        return api.schedule(TOKEN).hasStatus(202);
    }

    private static String secret(Api.Answer answer) {
        return answer.metadata().path("metadata").path("secret").asString();
    }

    private Api.Answer redeem(Object id, String secret) {
        return api.post("/1.0/operations/" + id + "/redeem", "{\"secret\": \"" + secret + "\"}");
    }

    private void assertCancelled(UUID id) {
        var ended = api.get(url(id)).hasStatus(200);
        assertThat(ended.operationStatus()).isEqualTo("Cancelled");
        assertThat(ended.metadata().path("status_code").asInt()).isEqualTo(401);
        assertThat(ended.operationError()).isEqualTo("context canceled 500");
    }

    @Test
    void isRunningAndTellsWhoeverIssuedItTheSecret() {
        var before = clock.instant();

        var issued = issue();

        assertThat(issued.operationStatus()).isEqualTo("Running");
        assertThat(issued.metadata().path("class").asString()).isEqualTo("token");
        assertThat(secret(issued)).matches("[0-9a-f]{64}");
        var expiry = Instant.parse(
                issued.metadata().path("metadata").path("expiresAt").asString());
        assertThat(expiry)
                .isBetween(before.plus(Duration.ofHours(24)), clock.instant().plus(Duration.ofHours(24)));
        assertThat(secret(api.get(url(issued.id())))).isEqualTo(secret(issued));
        assertThat(issued.metadata().path("updated_at"))
                .isEqualTo(issued.metadata().path("created_at"))
                .isEqualTo(api.get(url(issued.id())).metadata().path("updated_at"));
        api.delete(url(issued.id())).hasStatus(200);
    }

    @Test
    void hasASecretOfItsOwnWhateverTheCallerSays() {
        var secrets = new HashSet<String>();
        for (var i = 0; i < 10; i++) {
            var issued = api.schedule(
                    "{\"type\": \"token\", \"metadata\": {\"secret\": \"known\", \"expiresAt\": \"never\", \"name\": \"n\"}}");
            secrets.add(secret(issued));
            assertThat(issued.metadata().path("metadata").path("name").asString())
                    .isEqualTo("n");
            assertThat(issued.text()).doesNotContain("known", "never");
            api.delete(url(issued.id())).hasStatus(200);
        }
        assertThat(secrets).hasSize(10);
    }

    @Test
    void isRedeemedOnce() {
        var issued = issue();
        var waiter = api.getLater(url(issued.id()) + "/wait");

        var redeemed = redeem(issued.id(), secret(issued)).hasStatus(200);

        assertThat(redeemed.body().path("type").asString()).isEqualTo("sync");
        assertThat(redeemed.operationStatus()).isEqualTo("Cancelled");
        assertThat(redeemed.text()).doesNotContain(secret(issued));
        assertThat(waiter)
                .succeedsWithin(PATIENCE)
                .satisfies(it -> assertThat(it.operationStatus()).isEqualTo("Cancelled"));
        assertCancelled(issued.id());
        redeem(issued.id(), secret(issued)).refuses(400, USED);
        redeem(issued.id(), "wrong").refuses(403, "Forbidden");
        api.delete(url(issued.id())).refuses(400, "Only running operations can be cancelled");
    }

    @Test
    void isNotRedeemedWithTheWrongSecret() {
        var issued = issue();
        var secret = secret(issued);

        for (var wrong :
                List.of("", "x", secret.substring(1), secret + "0", secret.toUpperCase() + " ", "0".repeat(64))) {
            redeem(issued.id(), wrong).refuses(403, "Forbidden");
        }

        assertThat(api.get(url(issued.id())).operationStatus()).isEqualTo("Running");
        redeem(issued.id(), secret).hasStatus(200);
    }

    @Test
    void refusesWhatIsNoRedemption() {
        var issued = issue();
        var path = url(issued.id()) + "/redeem";

        api.post(path, "{}").refuses(400, "\"secret\" is required");
        api.post(path, "{\"secret\": 5}").refuses(400, "\"secret\" must be a string");
        api.post(path, "{\"secret\": null}").refuses(400, "\"secret\" must not be null");
        api.post(path, "{\"secret\": \"x\", \"more\": 1}").refuses(400, "\"more\" is not a known field");
        api.post(path, "").refuses(400);
        api.post(path, "[]").refuses(400, "JSON object");
        redeem(UUID.randomUUID(), "x").refuses(403, "Forbidden");
        redeem("x", "x").refuses(400, "Operation id must be a UUID");
        redeem(issued.id(), secret(issued)).hasStatus(200);
    }

    @Test
    void refusesToRedeemAnythingElse() {
        var gate = Bodies.unique();
        var running = api.schedule(Bodies.gated(gate)).id();
        var parent = api.schedule(Bodies.family(Bodies.gated(gate))).id();

        redeem(running, "x").refuses(403, "Forbidden");
        redeem(parent, "x").refuses(403, "Forbidden");

        TestHooks.open(gate);
        assertThat(api.await(running).operationStatus()).isEqualTo("Success");
        redeem(running, "x").refuses(403, "Forbidden");
    }

    @Test
    void isRedeemedByOneOfMany() {
        for (var round = 0; round < 3; round++) {
            var issued = issue();

            var answers = IntStream.range(0, 50)
                    .mapToObj(i -> api.sendLater(api.request(url(issued.id()) + "/redeem")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"secret\": \"" + secret(issued) + "\"}"))
                            .build()))
                    .toList();

            assertThat(answers.stream().map(it -> it.join().status()))
                    .containsOnly(200, 400)
                    .containsOnlyOnce(200);
        }
    }

    @Test
    void isRevokedByADelete() {
        var issued = issue();

        api.delete(url(issued.id())).hasStatus(200);

        assertCancelled(issued.id());
        redeem(issued.id(), secret(issued)).refuses(400, USED);
    }

    @Test
    void expires() {
        var issued = api.schedule("{\"type\": \"token\", \"timeout\": 0.3}").hasStatus(202);

        assertThat(api.await(issued.id()).operationStatus()).isEqualTo("Cancelled");
        assertCancelled(issued.id());
        redeem(issued.id(), secret(issued)).refuses(400, USED);
    }

    @Test
    void expiresInItsTurn() {
        var later = api.schedule("{\"type\": \"token\", \"timeout\": 0.6}").id();
        var sooner = api.schedule("{\"type\": \"token\", \"timeout\": 0.2}").id();
        var between = api.schedule("{\"type\": \"token\", \"timeout\": 0.4}").id();
        var kept = issue();

        var ends = IntStream.range(0, 3)
                .mapToObj(i -> api.await(List.of(sooner, between, later).get(i)))
                .map(it -> it.metadata().path("updated_at").asString())
                .toList();

        assertThat(ends).isSorted().doesNotHaveDuplicates();
        assertThat(api.get(url(kept.id())).operationStatus()).isEqualTo("Running");
        api.delete(url(kept.id())).hasStatus(200);
    }

    /** Whoever is to see to it may be late. */
    @Test
    void isNotRedeemedAfterItsTimeEvenIfItIsStillThere() {
        var issued = api.schedule("{\"type\": \"token\", \"timeout\": 60}").hasStatus(202);
        clock.advance(Duration.ofMinutes(1));

        redeem(issued.id(), "wrong").refuses(403, "Forbidden");
        redeem(issued.id(), secret(issued)).refuses(400, USED);

        assertCancelled(issued.id());
    }

    @Test
    void holdsAConflictReferenceUntilItIsUsed() {
        var body = Bodies.withReference(Bodies.unique(), TOKEN);
        var issued = api.schedule(body).hasStatus(202);
        api.schedule(body).refuses(409);

        redeem(issued.id(), secret(issued)).hasStatus(200);

        api.delete(url(api.schedule(body).hasStatus(202).id())).hasStatus(200);
    }

    @Test
    void isIssuedOnceForOneKey() {
        var key = Bodies.unique();
        var first = api.schedule(TOKEN, "Idempotency-Key", key).hasStatus(202);

        var second = api.schedule(TOKEN, "Idempotency-Key", key).hasStatus(202);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(secret(second)).isEqualTo(secret(first));
        redeem(first.id(), secret(first)).hasStatus(200);
    }

    @Test
    void keepsItsSecretFromListeners() {
        try (var listener = Listener.on(port, "type=operation")) {
            var issued = issue();
            redeem(issued.id(), secret(issued)).hasStatus(200);

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(listener.statuses(issued.id())).containsExactly("Running", "Cancelled"));
            assertThat(listener.of(issued.id()).toString()).doesNotContain(secret(issued));
        }
    }
}
