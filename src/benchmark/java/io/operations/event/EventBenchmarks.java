package io.operations.event;

import io.operations.operation.OperationView;
import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** What each event takes of the processor, however many listen. */
@State(Scope.Thread)
public class EventBenchmarks {

    private static final String URL = "/1.0/instances/c1";
    private static final Requestor REQUESTOR = new Requestor("somebody", "tls", "127.0.0.1:1");

    private final EventWriter writer = new EventWriter(JsonMapper.builder().build());
    private final Instant now = Instant.parse("2026-01-02T03:04:05.678901Z");
    private final Event event =
            new Event(EventType.OPERATION, now, "one", "default", view(), REQUESTOR, 64, subject("1"));

    private OperationView view() {
        return new OperationView(
                new UUID(1, 2),
                "durable",
                "Copying instance",
                now,
                now,
                "Running",
                103,
                Map.of("instances", List.of(URL)),
                JsonNodeFactory.instance.objectNode().put("entity_url", URL).put("note", "nightly"),
                true,
                "",
                0,
                0,
                "one",
                REQUESTOR,
                JsonNodeFactory.instance.objectNode());
    }

    private Event.Subject subject(String id) {
        return new Event.Subject(id, 1, now, false);
    }

    /** The text of a frame to a listener. */
    @Benchmark
    public String frame() {
        return writer.write(event);
    }

    /** The text of a frame to another member. */
    @Benchmark
    public String frameForMember() {
        return writer.writeForMember(event);
    }
}
