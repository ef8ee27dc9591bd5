package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Listener;
import io.operations.TestHooks;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Row F: rights that change while a caller waits or listens count from then on. */
@AccessTest
@TestPropertySource(
        properties = {"operations.event.socket.ping-interval=200ms", "operations.websocket.ping-interval=200ms"})
class ChangedRightsTests {

    private static final String ENDLESS = "{\"type\": \"wait\", \"inputs\": {\"duration\": 600}}";
    private static final String GONE = "1008 Access has ended";

    /**
     * A caller with a certificate that is restricted to one project: what comes of its open connections. {@code wait} is for an
     * administrator's operation there, {@code events} are those of the project, {@code all} of all projects: {@code narrowed} hears
     * no more of the project, {@code less} may be closed too, if a ping comes while there is no certificate. {@code socket} is
     * attached to an administrator's operation there.
     */
    private static final String TABLE = """
        change                     | wait | events | socket | all
        nothing                    | 200  | open   | open   | open
        certificate renamed        | 200  | open   | open   | open
        certificate deleted        | 404  | closed | closed | closed
        certificate added again    | 404  | closed | closed | less
        certificate moved          | 404  | closed | closed | narrowed
        certificate for metrics    | 404  | closed | closed | narrowed
        """;

    private final Somebody admin;
    private final Everybody everybody;
    private final Scene scene;
    private final int port;

    ChangedRightsTests(@LocalServerPort int port) {
        this.port = port;
        everybody = new Everybody(port);
        admin = everybody.named("admin");
        scene = new Scene(admin, everybody.named("creator"));
    }

    @AfterEach
    void clear() {
        scene.clear();
    }

    /** The code and reason that a connection ends with. */
    private static final class Ending implements WebSocket.Listener {

        final CompletableFuture<String> status = new CompletableFuture<>();

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            status.complete(code + " " + reason);
            return null;
        }
    }

    private static CompletableFuture<Integer> later(Somebody caller, String method, String path) {
        var request =
                HttpRequest.newBuilder(caller.base().resolve(path)).method(method, HttpRequest.BodyPublishers.noBody());
        caller.headers().forEach(request::header);
        return caller.http().sendAsync(request.build(), BodyHandlers.ofString()).thenApply(HttpResponse::statusCode);
    }

    private String schedule(String project) {
        return admin.post("/1.0/operations?project=" + project, ENDLESS).id();
    }

    private void end(String id) {
        assertThat(admin.call("DELETE", "/1.0/operations/" + id, null).status()).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> table() {
        return TABLE.lines()
                .skip(1)
                .map(it -> Arrays.stream(it.split("\\|")).map(String::strip).toList())
                .map(it -> DynamicTest.dynamicTest(
                        it.getFirst(),
                        () -> assertThat(comesOf(it.getFirst()))
                                .usingElementComparator(ChangedRightsTests::compare)
                                .containsExactlyElementsOf(it.subList(1, it.size()))));
    }

    private static int compare(String actual, String expected) {
        var isLess = expected.equals("less") && !actual.equals("open");
        return isLess ? 0 : actual.compareTo(expected);
    }

    private Stream<String> comesOf(String change) {
        var project = scene.project(Scene.fresh());
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin, ", \"restricted\": true, \"projects\": [\"%s\"]".formatted(project));
        var caller = Somebody.withCertificate(admin.tlsAddress(), certificate);
        var id = schedule(project);
        var waited = later(caller, "GET", "/1.0/operations/" + id + "/wait");
        var events = new Ending();
        caller.open("/1.0/events?project=" + project, events);
        var socket = new Ending();
        caller.open(channel(project), socket);
        try (var all = Listener.opened(it -> caller.open("/1.0/events?all-projects=true", it))) {
            await().until(() -> waiters() > 0);
            apply(change, certificate);
            awaitSecondPing(all);
            end(id);
            var stays = change.equals("nothing") || change.endsWith("renamed");
            return Stream.of(
                    String.valueOf(waited.orTimeout(30, TimeUnit.SECONDS).join()),
                    stays ? stillOpen(events) : ending(events),
                    stays ? stillOpen(socket) : ending(socket),
                    heard(all, project));
        }
    }

    /** Where to attach to an operation of the administrator. */
    private String channel(String project) {
        var relay = admin.post("/1.0/operations?project=" + project, "{\"type\": \"relay\"}");
        var secret = relay.metadata().at("/metadata/fds/0").asString();
        return "/1.0/operations/" + relay.id() + "/websocket?secret=" + secret;
    }

    /** The secret is all that it has: it may be attached whoever it is. */
    @Test
    void leavesWhoIsAttachedByTheSecretAlone() {
        var socket = new Ending();
        everybody.named("stranger").open(channel(scene.project(Scene.fresh())), socket);
        try (var all = Listener.opened(it -> admin.open("/1.0/events?all-projects=true", it))) {
            awaitSecondPing(all);
            awaitSecondPing(all);
        }
        assertThat(stillOpen(socket)).isEqualTo("open");
    }

    private long waiters() {
        return admin.get("/1.0/metrics")
                .text()
                .lines()
                .filter(it -> it.startsWith("operations_waiters "))
                .map(it -> (long) Double.parseDouble(it.split(" ")[1]))
                .findFirst()
                .orElse(0L);
    }

    private void apply(String change, ClientCertificate certificate) {
        var path = "/1.0/certificates/" + certificate.fingerprint();
        switch (change) {
            case "nothing" -> {}
            case "certificate renamed" -> ok(admin.call("PATCH", path, "{\"name\": \"other\"}"));
            case "certificate deleted" -> ok(admin.call("DELETE", path, null));
            case "certificate added again" -> {
                ok(admin.call("DELETE", path, null));
                certificate.trustedBy(admin, ", \"restricted\": true, \"projects\": [\"other\"]");
            }
            case "certificate moved" -> ok(admin.call("PATCH", path, "{\"projects\": [\"other\"]}"));
            case "certificate for metrics" ->
                ok(admin.call("PUT", path, "{\"name\": \"x\", \"restricted\": false, \"type\": \"metrics\"}"));
            default -> throw new IllegalArgumentException(change);
        }
    }

    private static void ok(Somebody.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    /** The service looks at each ping: the change counts once two have come. */
    private static void awaitSecondPing(Listener listener) {
        var before = listener.pings();
        await().until(() -> listener.isClosed() || listener.pings() >= before + 2);
    }

    private static String stillOpen(Ending ending) {
        return ending.status.isDone() ? "closed" : "open";
    }

    private static String ending(Ending ending) {
        return ending.status.orTimeout(30, TimeUnit.SECONDS).join().equals(GONE) ? "closed" : "other";
    }

    /** Whether it hears how the next operation in the project begins. */
    private String heard(Listener all, String project) {
        if (all.isClosed()) return "closed";
        var next = schedule(project);
        try (var witness = Listener.opened(it -> admin.open("/1.0/events?all-projects=true", it))) {
            end(next);
            await().until(() -> !witness.of(next).isEmpty());
            var ponged = all.ping();
            await().until(ponged::isDone);
            return all.of(next).isEmpty() ? "narrowed" : "open";
        }
    }

    /** Nobody let the caller into the second project: it has the same name and is another one. */
    @Test
    void closesTheStreamOfAProjectThatIsMadeAgain() {
        var name = scene.project(Scene.fresh());
        var ending = new Ending();
        everybody.named("admin").open("/1.0/events?project=" + name, ending);

        admin.call("DELETE", "/1.0/projects/" + name, null);
        scene.project(name);

        assertThat(ending.status.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(GONE);
    }

    @Test
    void endsWithTheToken() {
        var token = AccessTest.ISSUER.token(it ->
                it.subject("viewer").expirationTime(Date.from(Instant.now().plusSeconds(3))));
        var viewer = Somebody.withToken(port, token);
        var id = schedule("own");
        var ending = new Ending();
        viewer.open("/1.0/events?project=own", ending);
        var waited = later(viewer, "GET", "/1.0/operations/" + id + "/wait");

        assertThat(ending.status.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(GONE);
        end(id);
        assertThat(waited.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(404);
    }

    /** A DELETE waits for the end too. */
    @Test
    void refusesTheAnswerToADelete() {
        var project = scene.project(Scene.fresh());
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin, ", \"restricted\": true, \"projects\": [\"%s\"]".formatted(project));
        var caller = Somebody.withCertificate(admin.tlsAddress(), certificate);
        var gate = Scene.fresh();
        var id = caller.post(
                        "/1.0/operations?project=" + project,
                        "{\"type\": \"stubborn\", \"inputs\": {\"gate\": \"%s\"}}".formatted(gate))
                .id();
        await().until(() -> admin.get("/1.0/operations/" + id).text().contains("Running"));
        var deleted = later(caller, "DELETE", "/1.0/operations/" + id);
        await().until(() -> waiters() > 0);

        ok(admin.call("DELETE", "/1.0/certificates/" + certificate.fingerprint(), null));
        TestHooks.open(gate);

        assertThat(deleted.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(404);
    }
}
