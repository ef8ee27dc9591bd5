package io.operations.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document of this service, put together of the parts in {@code resources/openapi} when it is first asked for. */
@Component
class ApiDocument {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final List<String> PARTS = List.of(
            "document",
            "operations",
            "operation",
            "websockets",
            "server",
            "members",
            "internal",
            "projects",
            "certificates",
            "management",
            "documentation",
            "operation-schemas",
            "envelopes",
            "responses");

    private final SingletonSupplier<byte[]> json = SingletonSupplier.of(() -> JSON.writeValueAsBytes(read()));

    /** As JSON. */
    byte[] json() {
        return json.obtain();
    }

    static ObjectNode read() {
        var document = JSON.createObjectNode();
        PARTS.forEach(it -> merge(document, part(it)));
        return document;
    }

    private static JsonNode part(String name) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (var text = new ClassPathResource("openapi/" + name + ".yaml").getInputStream()) {
            return JSON.valueToTree(new Yaml(new SafeConstructor(options)).<Object>load(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void merge(ObjectNode document, JsonNode part) {
        part.properties().forEach(it -> {
            if (document.get(it.getKey()) instanceof ObjectNode said) {
                merge(said, it.getValue());
            } else if (document.putIfAbsent(it.getKey(), it.getValue()) != null) {
                throw new IllegalStateException("Two parts of the document say what \"" + it.getKey() + "\" is");
            }
        });
    }
}
