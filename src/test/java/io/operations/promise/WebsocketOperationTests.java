package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Attachment;
import io.operations.Attachment.Goodbye;
import io.operations.ServiceTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Clients attach to the operation that one of them scheduled, and talk through it (contract §1.7 and §3.5). */
@Timeout(120)
@ServiceTest
class WebsocketOperationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final int port;

    WebsocketOperationTests(@LocalServerPort int port) {
        api = Api.on(port);
        this.port = port;
    }

    private Api.Answer schedule(String body) {
        return api.schedule(body).hasStatus(202);
    }

    private Attachment attach(Api.Answer scheduled, String channel) {
        return Attachment.to(port, scheduled, channel);
    }

    private static String url(Api.Answer scheduled) {
        return "/1.0/operations/" + scheduled.id();
    }

    private JsonNode metadata(Api.Answer scheduled) {
        return api.get(url(scheduled)).hasStatus(200).metadata().path("metadata");
    }

    private static ByteBuffer bytes(int... values) {
        var buffer = ByteBuffer.allocate(values.length);
        for (var value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    @Test
    void passOnTextAndBytesBothWaysUntilOneSaysGoodbye() throws Exception {
        var relay = schedule("{\"type\": \"relay\"}");
        try (var zero = attach(relay, "0");
                var one = attach(relay, "1")) {
            zero.say("grüße");
            zero.say((byte) 0, (byte) -1);
            one.say((byte) 1);
            one.say("back");

            assertThat(one.hear()).isEqualTo("grüße");
            assertThat(one.hear()).isEqualTo(bytes(0, 255));
            assertThat(zero.hear()).isEqualTo(bytes(1));
            assertThat(zero.hear()).isEqualTo("back");
            zero.leave(4711, "all is said");
            assertThat(one.end()).isEqualTo(new Goodbye(4711, "all is said"));
        }
        var ended = api.await(relay.id());
        assertThat(ended.operationStatus()).isEqualTo("Success");
        assertThat(ended.metadata().path("metadata").path("bytes").toString()).isEqualTo("{\"0\":9,\"1\":5}");
    }

    @Test
    void tellHowMuchHasPassedWhileTheyRun() {
        var relay = schedule("{\"type\": \"relay\"}");
        try (var zero = attach(relay, "0");
                var one = attach(relay, "1")) {
            zero.say("12345");
            one.say("678");

            await().atMost(PATIENCE).untilAsserted(() -> {
                var progress = metadata(relay).path("progress");
                assertThat(progress.path("stage").asString()).isEqualTo("relay");
                assertThat(progress.path("processed").asString()).isEqualTo("8");
            });
            assertThat(api.get(url(relay)).operationStatus()).isEqualTo("Running");
            one.leave(1000, "");
            assertThat(zero.end().code()).isEqualTo(1000);
        }
        assertThat(api.await(relay.id()).operationStatus()).isEqualTo("Success");
    }

    @Test
    void sendEverybodyAwayWhenTheyAreCancelled() {
        var relay = schedule("{\"type\": \"relay\"}");
        try (var zero = attach(relay, "0");
                var one = attach(relay, "1")) {
            api.delete(url(relay)).hasStatus(200);

            assertThat(zero.end().code()).isEqualTo(1001);
            assertThat(one.end().code()).isEqualTo(1001);
        }
        assertThat(api.get(url(relay)).operationStatus()).isEqualTo("Cancelled");
        assertThat(api.get(url(relay)).operationError()).isEqualTo("context canceled 500");
    }

    @Test
    void failWhereTheOtherIsCutOff() {
        var relay = schedule("{\"type\": \"relay\"}");
        try (var zero = attach(relay, "0")) {
            attach(relay, "1").close();

            assertThat(zero.end().code()).isEqualTo(1011);
        }
        assertThat(api.await(relay.id()).operationError()).isEqualTo("Connection was cut off 502");
    }

    @Test
    void showWhatOneSaysToAllWhoeverComesWhen() throws Exception {
        var stream = schedule("{\"type\": \"log-stream\"}");
        try (var producer = attach(stream, "producer");
                var first = attach(stream, "viewer");
                var second = attach(stream, "viewer")) {
            producer.say("one");
            producer.say((byte) 2);
            for (var viewer : List.of(first, second)) {
                assertThat(viewer.hear()).isEqualTo("one");
                assertThat(viewer.hear()).isEqualTo(bytes(2));
            }

            try (var late = attach(stream, "viewer")) {
                assertThat(late.hear()).isEqualTo("one");
                assertThat(late.hear()).isEqualTo(bytes(2));
                producer.say("three");
                producer.leave(1000, "");

                for (var viewer : List.of(first, second, late)) {
                    assertThat(viewer.hear()).isEqualTo("three");
                    assertThat(viewer.end()).isEqualTo(new Goodbye(1000, "Stream has ended"));
                }
            }
        }
        var ended = api.await(stream.id());
        assertThat(ended.operationStatus()).isEqualTo("Success");
        assertThat(ended.metadata().path("metadata").path("messages").asInt()).isEqualTo(3);
        assertThat(ended.metadata().path("metadata").path("bytes").asInt()).isEqualTo(9);
    }

    @Test
    void haveASecretForEachChannelThatNoOtherHas() {
        var relays = List.of(schedule("{\"type\": \"relay\"}"), schedule("{\"type\": \"relay\"}"));

        var secrets = relays.stream()
                .flatMap(it -> List.of(Attachment.secret(it, "0"), Attachment.secret(it, "1")).stream())
                .toList();

        assertThat(secrets).doesNotHaveDuplicates().allMatch(it -> it.matches("[0-9a-f]{64}"));
        relays.forEach(it -> api.delete(url(it)).hasStatus(200));
    }
}
