package io.operations.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.operations.requestor.Requestor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An event as one member tells it another. Members of different versions talk to each other: fields are only ever added. */
@JsonInclude(Include.NON_NULL)
record MemberEvent(
        String type,
        Instant timestamp,
        Object metadata,
        String location,
        String project,
        @Nullable Requestor requestor,
        Event.@Nullable Subject subject) {

    static MemberEvent of(Event event) {
        return new MemberEvent(
                event.type().wireName(),
                event.timestamp(),
                event.metadata(),
                event.location(),
                event.project(),
                event.requestor(),
                event.subject());
    }

    /** What another member has said; null where it is of a kind that this one does not know. */
    static @Nullable Event parse(String text, JsonMapper mapper) {
        var read = mapper.readTree(text);
        var type = EventType.ofWireName(read.path("type").asString("")).orElse(null);
        if (type == null) return null;
        return new Event(
                type,
                Instant.parse(read.path("timestamp").asString()),
                read.path("location").asString(""),
                read.path("project").asString(""),
                read.path("metadata"),
                part(read.path("requestor"), Requestor.class, mapper),
                text.length(),
                part(read.path("subject"), Event.Subject.class, mapper));
    }

    private static <T> @Nullable T part(JsonNode node, Class<T> type, JsonMapper mapper) {
        return node.isObject() ? mapper.treeToValue(node, type) : null;
    }
}
