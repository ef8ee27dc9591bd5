package io.operations.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
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
            "projects",
            "certificates",
            "management",
            "documentation",
            "operation-schemas",
            "envelopes",
            "responses");

    private final SingletonSupplier<byte[]> json;

    ApiDocument(ObjectProvider<BuildProperties> build) {
        var version = ServerController.version(build);
        json = SingletonSupplier.of(() -> JSON.writeValueAsBytes(read(version)));
    }

    /** As JSON. */
    byte[] json() {
        return json.obtain();
    }

    /** @param version of the service */
    static ObjectNode read(String version) {
        var document = JSON.createObjectNode();
        PARTS.forEach(it -> merge(document, part(it)));
        document.withObject("info").put("version", version);
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
