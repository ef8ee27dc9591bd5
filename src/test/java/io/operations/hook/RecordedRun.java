package io.operations.hook;

import io.operations.operation.Inputs;
import io.operations.operation.OperationException;
import io.operations.operation.Progress;
import io.operations.operation.RunContext;
import io.operations.requestor.Requestor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A run without an operation: remembers all that a hook says. */
public final class RecordedRun implements RunContext {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final UUID id;
    private final Inputs inputs;
    private final int attempt;
    private final Map<String, JsonNode> metadata = new ConcurrentHashMap<>();
    private @Nullable Object session;
    private final List<Map<String, ?>> additions = new CopyOnWriteArrayList<>();
    private final List<Progress> progress = new CopyOnWriteArrayList<>();

    private RecordedRun(UUID id, Inputs inputs, int attempt, Map<String, JsonNode> metadata) {
        this.id = id;
        this.inputs = inputs;
        this.attempt = attempt;
        this.metadata.putAll(metadata);
    }

    public static RecordedRun of(String inputs) {
        return new RecordedRun(UUID.randomUUID(), inputs(inputs), 1, Map.of());
    }

    public static Inputs inputs(String json) {
        return Inputs.of((ObjectNode) JSON.readTree(json));
    }

    /** The same operation, on another member. */
    RecordedRun nextAttempt() {
        return new RecordedRun(id, inputs, attempt + 1, metadata);
    }

    public List<Progress> progress() {
        return List.copyOf(progress);
    }

    /** What was added to the metadata, each time. */
    List<Map<String, ?>> additions() {
        return List.copyOf(additions);
    }

    public JsonNode metadata(String key) {
        return metadata.getOrDefault(key, JSON.missingNode());
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public String project() {
        return "default";
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Inputs inputs() {
        return inputs;
    }

    @Override
    public Optional<Requestor> requestor() {
        return Optional.empty();
    }

    @Override
    public Map<String, JsonNode> metadata() {
        return new HashMap<>(metadata);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void updateMetadata(Map<String, ?> replacement) {
        metadata.clear();
        extendMetadata(replacement);
    }

    @Override
    public void extendMetadata(Map<String, ?> added) {
        if ("none".equals(String.valueOf(added.get("entity_url")).replace("\"", ""))) {
            throw new OperationException.Invalid("metadata.entity_url is no URL");
        }
        additions.add(Map.copyOf(added));
        added.forEach((key, value) -> metadata.put(key, JSON.valueToTree(value)));
    }

    @Override
    public void commitMetadata() {}

    @Override
    public synchronized <T> T session(Class<T> type, Supplier<T> first) {
        if (session == null) {
            session = first.get();
        }
        return type.cast(session);
    }

    @Override
    public void checkRequestor(Requestor caller) {}

    @Override
    public void progress(Progress sample) {
        progress.add(sample);
    }
}
