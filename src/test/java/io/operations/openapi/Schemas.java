package io.operations.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of a document, each compiled when it is first needed. */
final class Schemas {

    private static final String HERE = "https://operations.example/openapi.json";
    private static final int ENOUGH = 5;

    private final SchemaRegistry registry;
    private final Map<JsonNode, Schema> compiled = Collections.synchronizedMap(new IdentityHashMap<>());

    Schemas(ObjectNode document) {
        var config =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                it -> it.schemaRegistryConfig(config).schemas(Map.of(HERE, document.toString())));
    }

    /**
     * What is wrong with a value; empty if nothing is.
     *
     * @param schema a node of the document
     */
    String differences(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, it -> registry.getSchema(absolute(it))).validate(value).stream()
                .limit(ENOUGH)
                .map(Error::toString)
                .collect(Collectors.joining("; "));
    }

    /** The same with references that can be followed from anywhere. */
    private static JsonNode absolute(JsonNode schema) {
        var copy = schema.deepCopy();
        copy.findParents("$ref")
                .forEach(it ->
                        ((ObjectNode) it).put("$ref", HERE + it.path("$ref").asString()));
        return copy;
    }
}
