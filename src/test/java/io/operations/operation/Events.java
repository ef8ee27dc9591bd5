package io.operations.operation;

import io.operations.event.EventFilter;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.event.Subscription;
import io.operations.requestor.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All that a listener hears, in order. */
final class Events implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Subscription subscription;
    private final Consumer<Told> onOperation;
    private final List<JsonNode> all = new CopyOnWriteArrayList<>();
    private final List<Told> told = new CopyOnWriteArrayList<>();

    /** What an event says of an operation. */
    record Told(UUID id, String status, Instant updatedAt, JsonNode metadata) {

        boolean isFinal() {
            return OperationStatus.ofText(status).orElseThrow().isFinal();
        }
    }

    Events(EventHub hub) {
        this(hub, _ -> {});
    }

    /** @param onOperation called with each event of an operation, before the next one is taken */
    Events(EventHub hub, Consumer<Told> onOperation) {
        this.onOperation = onOperation;
        this.subscription = hub.subscribe(new EventFilter(EnumSet.allOf(EventType.class), null, Caller.anonymous("")));
        Thread.ofVirtual().name("listener").start(this::listen);
    }

    private void listen() {
        try {
            while (true) {
                var frame = subscription.next(Duration.ofMinutes(1));
                if (frame != null) {
                    note(JSON.readTree(frame));
                }
            }
        } catch (Subscription.Ended e) {
            all.add(JSON.createObjectNode()
                    .put("type", "ended")
                    .put("reason", e.reason().name()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(JsonNode event) {
        all.add(event);
        if (event.path("type").asString().equals("operation")) {
            var operation = event.path("metadata");
            var heard = new Told(
                    UUID.fromString(operation.path("id").asString()),
                    operation.path("status").asString(),
                    Instant.parse(operation.path("updated_at").asString()),
                    operation.path("metadata"));
            told.add(heard);
            onOperation.accept(heard);
        }
    }

    List<JsonNode> all() {
        return all;
    }

    /** What it was told of all operations, in order. */
    List<Told> told() {
        return told;
    }

    List<Told> of(UUID id) {
        return told.stream().filter(it -> it.id().equals(id)).toList();
    }

    boolean hasEnd(UUID id) {
        return of(id).stream().anyMatch(Told::isFinal);
    }

    /** Lifecycle events about this operation. */
    List<JsonNode> lifecycleOf(UUID id) {
        return all.stream()
                .filter(it -> it.path("type").asString().equals("lifecycle"))
                .filter(it -> it.at("/metadata/source").asString("").endsWith(id.toString()))
                .toList();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
