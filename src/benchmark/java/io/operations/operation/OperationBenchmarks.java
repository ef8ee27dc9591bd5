package io.operations.operation;

import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

/** What each operation takes of the processor on its way into PostgreSQL and to whoever asks for it. */
@State(Scope.Thread)
public class OperationBenchmarks {

    private static final String URL = "/1.0/instances/c1";

    private final JsonMapper json = JsonMapper.builder().build();
    private final Instant now = Instant.parse("2026-01-02T03:04:05.678901Z");
    private final UUID owner = Ids.next(now);
    private final OperationType type =
            OperationType.of("instance-copy", "Copying instance", EntityType.INSTANCE, OperationClass.DURABLE);
    private final OperationRow row = new OperationRow(header(), state());

    private OperationHeader header() {
        return new OperationHeader(
                Ids.next(now),
                "default",
                type.name(),
                OperationClass.DURABLE,
                URL,
                Map.of("instances", List.of(URL)),
                Inputs.of(Map.of("target", "c2", "speed", 5)),
                new Requestor("somebody", "tls", "127.0.0.1:1"),
                "instance/c1",
                now,
                Family.NONE,
                null,
                0,
                null);
    }

    private OperationState state() {
        var metadata = Metadata.of(Map.of("entity_url", URL, "note", "nightly"));
        return OperationState.accepted(OperationStatus.RUNNING, 1, metadata, "one", now, Pacing.NONE);
    }

    /** A UUID v7. */
    @Benchmark
    public UUID id() {
        return Ids.next(now);
    }

    /** The text of all columns, for the statement that inserts. */
    @Benchmark
    public Object insertLine() {
        return InsertLine.of(row, owner);
    }

    /** What clients see, from the row to bytes of JSON. */
    @Benchmark
    public byte[] view() {
        return json.writeValueAsBytes(OperationView.of(row, type));
    }
}
