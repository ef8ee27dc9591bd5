package io.operations.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventWriterTests {

    private static final Instant TIME = Instant.parse("2026-11-23T08:54:40.250067048Z");

    private final EventWriter writer = new EventWriter(JsonMapper.builder().build());

    @Test
    void writesTheEnvelopeInTheOrderOfTheContract() {
        var event = new Event(EventType.OPERATION, TIME, "m1", "default", Map.of("id", "f1f0"), null);

        assertThat(writer.write(event)).isEqualTo("""
                {"type":"operation","timestamp":"2026-11-23T08:54:40.250067048Z","metadata":{"id":"f1f0"},\
                "location":"m1","project":"default"}""");
    }

    @Test
    void leavesOutLocationAndProjectWhenEmpty() {
        var event = new Event(EventType.LOGGING, TIME, "", "", Map.of("message", ""), null);

        assertThat(writer.write(event)).isEqualTo("""
                {"type":"logging","timestamp":"2026-11-23T08:54:40.250067048Z","metadata":{"message":""}}""");
    }

    @Test
    void neverWritesTheRequestorOfTheAccessRule() {
        var requestor = new Requestor("alice", "tls", "192.0.2.1:1234");

        assertThat(writer.write(new Event(EventType.LIFECYCLE, TIME, "", "", Map.of(), requestor)))
                .doesNotContain("alice", "requestor");
    }

    @Test
    void writesTextOfAnyLanguageAsItIs() {
        assertThat(writer.write(HubFixture.event("größer 日本 😀"))).contains("größer 日本 😀");
    }

    @Test
    void escapesHalfASurrogatePairWhichUtf8CannotHold() {
        assertThat(writer.write(HubFixture.event("a\ud83d"))).contains("\"a\\uD83D\"");
    }
}
