package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What of all that happens a listener hears. */
@AccessTest
class EventAccessTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NOOP = "{\"type\": \"noop\"}";

    private final Everybody everybody;

    EventAccessTests(@LocalServerPort int port) {
        everybody = new Everybody(port);
    }

    /** Remembers what it hears. */
    private static final class Ears implements WebSocket.Listener, AutoCloseable {

        private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
        private final StringBuilder frame = new StringBuilder();
        private volatile CompletableFuture<Void> ponged = new CompletableFuture<>();
        private @Nullable WebSocket socket;

        static Ears of(Somebody listener, String query) {
            var ears = new Ears();
            ears.socket = listener.open("/1.0/events?" + query, ears);
            return ears;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                heard.add(JSON.readTree(frame.toString()));
                frame.setLength(0);
            }
            from.request(1);
            return null;
        }

        boolean hasHeardOf(String id) {
            return heard.stream()
                    .anyMatch(it -> it.path("metadata").path("id").asString("").equals(id));
        }

        boolean hasHeard(String action, String source) {
            return heard.stream()
                    .map(it -> it.path("metadata"))
                    .anyMatch(it -> it.path("action").asString("").equals(action)
                            && it.path("source").asString("").endsWith(source));
        }

        /** Done when it is answered, after all that was sent before. */
        CompletableFuture<Void> ping() {
            ponged = new CompletableFuture<>();
            Objects.requireNonNull(socket).sendPing(ByteBuffer.allocate(0)).join();
            return ponged;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            ponged.complete(null);
            from.request(1);
            return null;
        }

        @Override
        public void close() {
            if (socket != null) socket.abort();
        }
    }

    /**
     * Three operations: an administrator's in {@code own}, the creator's there, an administrator's in {@code other}. When the
     * administrator has heard of all of them, the events have left the hub; a ping follows what has been sent.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // who, all in own, the creator's, all in other, lifecycle in own
        "viewer,     true,  true,  false, false",
        "creator,    false, true,  false, false",
        "editor,     false, false, false, false",
        "listener,   false, false, false, true",
        "watcher,    true,  true,  true,  true",
        "stranger,   false, false, false, false",
        "scraper,    false, false, false, false",
        "admin,      true,  true,  true,  true",
        "client,     true,  true,  true,  true",
        "restricted, true,  true,  false, true",
        "metrics,    false, false, false, false"
    })
    void hearsWhatItMay(String who, boolean own, boolean mine, boolean other, boolean lifecycle) {
        var admin = everybody.named("admin");
        var creator = everybody.named("creator");
        try (var ears = Ears.of(everybody.named(who), "all-projects=true");
                var all = Ears.of(admin, "all-projects=true")) {
            var ofAdmin = admin.post("/1.0/operations?project=own", NOOP).id();
            var ofCreator = creator.post("/1.0/operations?project=own", NOOP).id();
            var elsewhere = admin.post("/1.0/operations?project=other", NOOP).id();
            var cancelled = admin.post(
                            "/1.0/operations?project=own", "{\"type\": \"wait\", \"inputs\": {\"duration\": 600}}")
                    .id();
            admin.call("DELETE", "/1.0/operations/" + cancelled, null);
            await().until(() -> all.hasHeard("operation-cancelled", cancelled)
                    && List.of(ofAdmin, ofCreator, elsewhere).stream().allMatch(all::hasHeardOf));
            var ponged = ears.ping();
            await().until(ponged::isDone);

            assertThat(ears.hasHeardOf(ofAdmin)).as("administrator's in own").isEqualTo(own);
            assertThat(ears.hasHeardOf(ofCreator)).as("creator's in own").isEqualTo(mine);
            assertThat(ears.hasHeardOf(elsewhere)).as("in other").isEqualTo(other);
            assertThat(ears.hasHeard("operation-cancelled", cancelled))
                    .as("lifecycle in own")
                    .isEqualTo(lifecycle);
        }
    }

    @Test
    void tellsNobodyElseOfTheServersOwn() {
        var admin = everybody.named("admin");
        var name = Scene.fresh();
        try (var all = Ears.of(admin, "all-projects=true");
                var restricted = Ears.of(everybody.named("restricted"), "all-projects=true")) {
            var certificate = ClientCertificate.fresh().trustedBy(admin);
            admin.post("/1.0/projects", "{\"name\": \"%s\"}".formatted(name));
            await().until(() ->
                    all.hasHeard("certificate-created", certificate) && all.hasHeard("project-created", name));
            var ponged = restricted.ping();
            await().until(ponged::isDone);

            assertThat(restricted.heard).isEmpty();
        }
    }

    /** Nobody's secrets are in what others hear. */
    @Test
    void keepsSecretsOutOfEvents() {
        var admin = everybody.named("admin");
        try (var all = Ears.of(admin, "all-projects=true")) {
            var token = admin.post("/1.0/operations?project=own", "{\"type\": \"token\"}");
            var relay = admin.post("/1.0/operations?project=own", "{\"type\": \"relay\"}");
            await().until(() -> all.hasHeardOf(token.id()) && all.hasHeardOf(relay.id()));

            assertThat(all.heard.toString())
                    .doesNotContain(token.metadata().at("/metadata/secret").asString())
                    .doesNotContain(relay.metadata().at("/metadata/fds/0").asString());
            admin.call("DELETE", "/1.0/operations/" + relay.id(), null);
        }
    }
}
