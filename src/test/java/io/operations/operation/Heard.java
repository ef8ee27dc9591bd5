package io.operations.operation;

import io.operations.event.EventFilter;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.event.Subscription;
import io.operations.requestor.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;

/** What a listener hears of operations: for each the statuses, in order. */
final class Heard implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Subscription subscription;
    private final Map<UUID, List<String>> statuses = new ConcurrentHashMap<>();

    Heard(EventHub hub) {
        subscription = hub.subscribe(new EventFilter(EnumSet.of(EventType.OPERATION), null, Caller.anonymous("")));
        Thread.ofVirtual().name("listener").start(this::listen);
    }

    private void listen() {
        try {
            while (true) {
                var frame = subscription.next(Duration.ofMinutes(1));
                if (frame != null) {
                    note(frame);
                }
            }
        } catch (Subscription.Ended e) {
            statuses.put(new UUID(0, 0), new ArrayList<>(List.of(e.reason().name())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(String frame) {
        var metadata = JSON.readTree(frame).path("metadata");
        var id = UUID.fromString(metadata.path("id").asString());
        statuses.computeIfAbsent(id, _ -> new CopyOnWriteArrayList<>())
                .add(metadata.path("status").asString());
    }

    List<String> of(UUID id) {
        return statuses.getOrDefault(id, List.of());
    }

    /** Whether the end has been heard of. */
    boolean hasEnd(UUID id) {
        return of(id).stream().anyMatch(Heard::isFinal);
    }

    static boolean isFinal(String status) {
        return OperationStatus.ofText(status).orElseThrow().isFinal();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
