package io.operations.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What one member tells another of its events. */
class MemberEventTests {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Instant TIME = Instant.parse("2026-11-23T08:54:40.25Z");

    private final HubFixture here = new HubFixture();
    private final HubFixture there = new HubFixture();

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void isTheSameThere() throws Exception {
        var subject = new Event.Subject("id", 2, TIME, true);
        var requestor = new Requestor("jane", "tls", "10.0.0.1:1");
        var member = here.hub.subscribeMember(false);
        var listener = there.subscribe();
        here.hub.publish(new Event(
                EventType.OPERATION,
                TIME,
                "a",
                "default",
                Map.of("id", "id", "text", "half \uD800"),
                requestor,
                9,
                subject));

        var event = MemberEvent.parse(HubFixture.take(member, 1).getFirst(), MAPPER);
        assertThat(event).isNotNull();
        there.hub.inject(event);

        assertThat(event.requestor()).isEqualTo(requestor);
        assertThat(event.subject()).isEqualTo(subject);
        assertThat(event.project()).isEqualTo("default");
        var frame = MAPPER.readTree(HubFixture.take(listener, 1).getFirst());
        assertThat(frame.propertyNames()).containsExactly("type", "timestamp", "metadata", "location", "project");
        assertThat(frame.path("location").asString()).isEqualTo("a");
        assertThat(frame.path("metadata").path("id").asString()).isEqualTo("id");
        assertThat(there.count(EventMetrics.INJECTED)).isEqualTo(1);
        assertThat(there.count(EventMetrics.PUBLISHED, "type", "operation")).isZero();
    }

    /** Or members would tell each other the same for ever. */
    @Test
    void isNotPassedOn() throws Exception {
        var member = here.hub.subscribeMember(false);

        here.hub.inject(HubFixture.event("from elsewhere"));
        here.hub.repeat(HubFixture.event("from elsewhere"));
        here.hub.publish(HubFixture.event("from here"));

        assertThat(HubFixture.metadata(HubFixture.take(member, 1).getFirst()).asString())
                .isEqualTo("from here");
        assertThat(here.hub.hasClients()).isFalse();
    }

    /** What is logged is as much as all else. */
    @Test
    void isALineOfTheLogForThoseWhoWantThoseOnly() throws Exception {
        var events = here.hub.subscribeMember(false);
        assertThat(here.hub.isListenedTo(EventType.LOGGING)).isFalse();
        var log = here.hub.subscribeMember(true);
        assertThat(here.hub.isListenedTo(EventType.LOGGING)).isTrue();
        assertThat(here.hub.hasClients(EventType.LOGGING)).isFalse();

        here.hub.publish(HubFixture.event(EventType.LOGGING, "", "a line"));
        here.hub.publish(HubFixture.event("no line"));

        assertThat(HubFixture.metadata(HubFixture.take(log, 1).getFirst()).asString())
                .isEqualTo("a line");
        assertThat(HubFixture.metadata(HubFixture.take(events, 1).getFirst()).asString())
                .isEqualTo("no line");
    }

    @Test
    void ofAKindThatIsNotKnownIsLeftOut() {
        assertThat(MemberEvent.parse("{\"type\": \"ovn\", \"new\": 1}", MAPPER)).isNull();
    }
}
