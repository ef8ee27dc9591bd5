package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Listener;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What of all that happens a listener hears. */
@AccessTest
class EventAccessTests {

    private static final String NOOP = "{\"type\": \"noop\"}";

    private final Everybody everybody;

    EventAccessTests(@LocalServerPort int port) {
        everybody = new Everybody(port);
    }

    private static Listener listening(Somebody who) {
        return Listener.opened(it -> who.open("/1.0/events?all-projects=true", it));
    }

    private static boolean hasHeardOf(Listener listener, String id) {
        return !listener.of(id).isEmpty();
    }

    private static boolean hasHeard(Listener listener, String action, String source) {
        return !listener.heard(it -> it.at("/metadata/action").asString("").equals(action)
                        && it.at("/metadata/source").asString("").endsWith(source))
                .isEmpty();
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
        try (var ears = listening(everybody.named(who));
                var all = listening(admin)) {
            var ofAdmin = admin.post("/1.0/operations?project=own", NOOP).id();
            var ofCreator = creator.post("/1.0/operations?project=own", NOOP).id();
            var elsewhere = admin.post("/1.0/operations?project=other", NOOP).id();
            var cancelled = admin.post(
                            "/1.0/operations?project=own", "{\"type\": \"wait\", \"inputs\": {\"duration\": 600}}")
                    .id();
            admin.call("DELETE", "/1.0/operations/" + cancelled, null);
            await().until(() -> hasHeard(all, "operation-cancelled", cancelled)
                    && List.of(ofAdmin, ofCreator, elsewhere).stream().allMatch(it -> hasHeardOf(all, it)));
            var ponged = ears.ping();
            await().until(ponged::isDone);

            assertThat(hasHeardOf(ears, ofAdmin)).as("administrator's in own").isEqualTo(own);
            assertThat(hasHeardOf(ears, ofCreator)).as("creator's in own").isEqualTo(mine);
            assertThat(hasHeardOf(ears, elsewhere)).as("in other").isEqualTo(other);
            assertThat(hasHeard(ears, "operation-cancelled", cancelled))
                    .as("lifecycle in own")
                    .isEqualTo(lifecycle);
        }
    }

    @Test
    void tellsNobodyElseOfTheServersOwn() {
        var admin = everybody.named("admin");
        var name = Scene.fresh();
        try (var all = listening(admin);
                var restricted = listening(everybody.named("restricted"))) {
            var certificate = ClientCertificate.fresh().trustedBy(admin);
            admin.post("/1.0/projects", "{\"name\": \"%s\"}".formatted(name));
            await().until(() ->
                    hasHeard(all, "certificate-created", certificate) && hasHeard(all, "project-created", name));
            var ponged = restricted.ping();
            await().until(ponged::isDone);

            assertThat(restricted.heard(_ -> true)).isEmpty();
        }
    }

    /** Nobody's secrets are in what others hear. */
    @Test
    void keepsSecretsOutOfEvents() {
        var admin = everybody.named("admin");
        try (var all = listening(admin)) {
            var token = admin.post("/1.0/operations?project=own", "{\"type\": \"token\"}");
            var relay = admin.post("/1.0/operations?project=own", "{\"type\": \"relay\"}");
            await().until(() -> hasHeardOf(all, token.id()) && hasHeardOf(all, relay.id()));

            assertThat(all.heard(_ -> true).toString())
                    .doesNotContain(token.metadata().at("/metadata/secret").asString())
                    .doesNotContain(relay.metadata().at("/metadata/fds/0").asString());
            admin.call("DELETE", "/1.0/operations/" + relay.id(), null);
        }
    }
}
