package io.operations.event;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Turns an event into the text of its frame. */
final class EventWriter {

    private final ObjectWriter plain;
    private final ObjectWriter escaping;

    EventWriter(JsonMapper mapper) {
        plain = mapper.writer();
        escaping = plain.with(JsonWriteFeature.ESCAPE_NON_ASCII);
    }

    /**
     * The event as JSON that can always be sent: half a surrogate pair is legal in a Java string and in JSON's escapes but
     * not in UTF-8, and one such text would otherwise break the connection of every listener.
     */
    String write(Event event) {
        return text(EventView.of(event));
    }

    /** The same with what is nobody's business but that of members. */
    String writeForMember(Event event) {
        return text(MemberEvent.of(event));
    }

    private String text(Object view) {
        var text = plain.writeValueAsString(view);
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? text : escaping.writeValueAsString(view);
    }
}
