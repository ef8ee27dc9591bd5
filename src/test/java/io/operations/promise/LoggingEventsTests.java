package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import io.operations.Api;
import io.operations.Listener;
import io.operations.ServiceTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Who may see the server's events hears what the service logs (contract §2.4). */
@ServiceTest
class LoggingEventsTests {

    private final Api api;
    private final int port;

    LoggingEventsTests(@LocalServerPort int port) {
        this.api = Api.on(port);
        this.port = port;
    }

    @Test
    void tellWhatHappensToAnOperation() {
        try (var listener = Listener.on(port, "type=logging")) {
            var id = api.schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}")
                    .hasStatus(202)
                    .id();
            api.await(id);

            await().until(() -> about(listener, id).size() >= 3);
            var lines = about(listener, id);
            assertThat(lines)
                    .extracting(it -> it.at("/metadata/message").asString())
                    .containsExactly("Accepted", "Started", "Success");
            assertThat(lines).allSatisfy(it -> {
                assertThat(it.path("type").asString()).isEqualTo("logging");
                assertThat(it.has("project")).isFalse();
                assertThat(it.path("location").asString()).isNotEmpty();
                assertThat(it.at("/metadata/level").asString()).isEqualTo("info");
                assertThat(it.at("/metadata/context/project").asString()).isEqualTo("default");
                assertThat(it.at("/metadata/context/type").asString()).isEqualTo("wait");
                assertThat(it.at("/metadata/context/requestor").asString()).isEqualTo("none:anonymous");
            });
        }
    }

    /** As when another service starts in the same process. */
    @Test
    void goOnAfterLoggingWasSetUpAnew() {
        var logger = (Logger) LoggerFactory.getLogger("io.operations");
        logger.detachAndStopAllAppenders();

        try (var listener = Listener.on(port, "type=logging")) {
            logger.info("again");

            await().until(() -> !listener.heard(
                            it -> it.at("/metadata/message").asString("").equals("again"))
                    .isEmpty());
        }
    }

    @Test
    void haveNoStackTraceAndNothingOfLibrariesOrOfDeliveringThem() {
        try (var listener = Listener.on(port, "type=logging")) {
            LoggerFactory.getLogger("org.example.Library").error("of a library");
            LoggerFactory.getLogger("io.operations.event.EventHub").error("of the hub");
            LoggerFactory.getLogger("io.operations.web.Something").debug("of no interest");
            LoggerFactory.getLogger("io.operations.web.Something")
                    .atWarn()
                    .addKeyValue("method", "GET")
                    .setCause(new IllegalStateException("SELECT secret"))
                    .log("the last");

            await().until(() ->
                    !listener.heard(it -> message(it).equals("the last")).isEmpty());
            var last = listener.heard(it -> true).getLast();
            assertThat(last.at("/metadata/level").asString()).isEqualTo("warning");
            assertThat(last.at("/metadata/context").toString()).isEqualTo("{\"method\":\"GET\"}");
            assertThat(last.toString()).doesNotContain("SELECT", "IllegalState");
            assertThat(listener.heard(it -> message(it).startsWith("of "))).isEmpty();
        }
    }

    private static String message(JsonNode event) {
        return event.at("/metadata/message").asString("");
    }

    private static List<JsonNode> about(Listener listener, UUID operation) {
        return listener.heard(
                it -> it.at("/metadata/context/operation").asString("").equals(operation.toString()));
    }
}
