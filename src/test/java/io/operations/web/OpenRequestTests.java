package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.LimitsTest;
import io.operations.NamedCallers;
import io.operations.RawHttp;
import io.operations.TestHooks;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How many requests of one caller may be open that wait or listen, and that none is counted that is not. */
@Timeout(60)
@LimitsTest
class OpenRequestTests {

    private final Api api;
    private final int port;
    private final CallerLimits limits;
    /** Of a caller with a certificate it would be asked, while they listen, whether that is still trusted. */
    private final String caller = "bearer/" + Bodies.unique();

    private final String gate = Bodies.unique();

    OpenRequestTests(@LocalServerPort int port, CallerLimits limits) {
        api = Api.on(port);
        this.port = port;
        this.limits = limits;
    }

    @AfterEach
    void nobodyIsCounted() {
        TestHooks.open(gate);
        await().untilAsserted(() -> {
            assertThat(limits.waiters()).isZero();
            assertThat(limits.listeners()).isZero();
        });
    }

    private UUID waitingAtTheGate() {
        return api.schedule(Bodies.gated(gate), NamedCallers.HEADER, caller)
                .hasStatus(202)
                .id();
    }

    private CompletableFuture<Api.Answer> park(UUID id, String who) {
        return api.sendLater(api.request("/1.0/operations/" + id + "/wait")
                .header(NamedCallers.HEADER, who)
                .build());
    }

    private List<CompletableFuture<Api.Answer>> park(UUID id, int number) {
        return IntStream.range(0, number).mapToObj(_ -> park(id, caller)).toList();
    }

    private void awaitWaiters(int number) {
        await().until(() -> limits.waiters() == number);
    }

    @Test
    void leaveTheLastPlaceToOneOfThoseWhoRaceForIt() {
        var id = waitingAtTheGate();
        var parked = park(id, LimitsTest.WAITERS - 1);
        awaitWaiters(LimitsTest.WAITERS - 1);

        var racing = park(id, 20);

        await().until(() -> racing.stream().filter(CompletableFuture::isDone).count() == 19);
        racing.stream().filter(CompletableFuture::isDone).forEach(it -> {
            var refused = it.join().refuses(429, "Too many requests waiting: at most " + LimitsTest.WAITERS);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
        });
        assertThat(limits.waiters()).isEqualTo(LimitsTest.WAITERS);
        TestHooks.open(gate);
        assertThat(racing.stream().filter(it -> it.join().status() == 200)).hasSize(1);
        assertThat(parked).allMatch(it -> it.join().status() == 200);
    }

    @Test
    void countDeletesAndLeaveOthersAlone() {
        var stubborn =
                api.schedule(Bodies.held("stubborn", gate)).hasStatus(202).id();
        var id = waitingAtTheGate();
        var parked = new ArrayList<>(park(id, LimitsTest.WAITERS - 1));
        parked.add(api.sendLater(api.request("/1.0/operations/" + stubborn)
                .header(NamedCallers.HEADER, caller)
                .DELETE()
                .build()));
        awaitWaiters(LimitsTest.WAITERS);

        var refused = api.send(api.request("/1.0/operations/" + id)
                .header(NamedCallers.HEADER, caller)
                .DELETE()
                .build());

        refused.refuses(429, "Too many requests waiting");
        assertThat(api.get("/1.0/operations/" + id).operationStatus()).isEqualTo("Running");
        var other = park(id, "bearer/other-" + gate);
        awaitWaiters(LimitsTest.WAITERS + 1);
        TestHooks.open(gate);
        parked.add(other);
        assertThat(parked).allMatch(it -> it.join().status() == 200);
    }

    @Test
    void areCountedNoMoreWhenTheyTimeOutOrAreRefused() {
        var id = waitingAtTheGate();
        for (var i = 0; i <= LimitsTest.WAITERS; i++) {
            api.send(wait(id, 0)).hasStatus(200);
            api.send(wait(UUID.randomUUID(), 0)).hasStatus(404);
        }
        api.send(wait(id, 1)).hasStatus(200);

        awaitWaiters(0);
    }

    private HttpRequest wait(UUID id, int seconds) {
        return api.request("/1.0/operations/" + id + "/wait?timeout=" + seconds)
                .header(NamedCallers.HEADER, caller)
                .build();
    }

    @Test
    void areCountedNoMoreWhenWhatTheyWaitForEndsAlthoughTheyHaveGone() throws IOException {
        var id = waitingAtTheGate();
        var gone = new ArrayList<Socket>();
        for (var i = 0; i < LimitsTest.WAITERS; i++) {
            gone.add(RawHttp.send(
                    port,
                    RawHttp.request("GET", "/1.0/operations/" + id + "/wait", NamedCallers.HEADER + ": " + caller)));
        }
        awaitWaiters(LimitsTest.WAITERS);
        for (var socket : gone) {
            socket.close();
        }

        TestHooks.open(gate);

        awaitWaiters(0);
    }

    @Test
    void haveAPlaceAgainWhenAListenerHasLeftOrVanished() throws Exception {
        var listeners = new ArrayList<RawWebSocket>();
        for (var i = 0; i < LimitsTest.LISTENERS; i++) {
            listeners.add(listen(caller));
        }

        try (var refused = listen(caller);
                var other = listen("bearer/other-" + gate)) {
            assertThat(refused.answer()).first().asString().contains(" 429");
            assertThat(refused.answer()).contains("Retry-After: 5");
            assertThat(other.answer()).first().asString().contains(" 101");
        }
        listeners.getFirst().close();
        listeners.getLast().sendClose(1000, "");
        await().untilAsserted(() -> assertThat(limits.listeners()).isEqualTo(LimitsTest.LISTENERS - 2));
        try (var again = listen(caller)) {
            assertThat(again.answer()).first().asString().contains(" 101");
        }
        for (var listener : listeners) {
            listener.close();
        }
    }

    @Test
    void countNoListenerWhoseHandshakeIsRefused() throws IOException {
        for (var i = 0; i <= LimitsTest.LISTENERS; i++) {
            try (var refused = new RawWebSocket(port, "/1.0/events", header(caller), "Origin: http://evil.example")) {
                assertThat(refused.answer()).first().asString().contains(" 403");
            }
            try (var refused = new RawWebSocket(port, "/1.0/events?type=nonsense", header(caller))) {
                assertThat(refused.answer()).first().asString().contains(" 400");
            }
        }

        assertThat(limits.listeners()).isZero();
    }

    private RawWebSocket listen(String who) throws IOException {
        return new RawWebSocket(port, "/1.0/events", header(who));
    }

    private static String header(String who) {
        return NamedCallers.HEADER + ": " + who;
    }
}
