package io.operations.promise;

import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A body that breaks one rule of contract §1.3.1: what is changed in which valid body, and what the refusal says. Hooks, null
 * children and projects of children cannot be said over HTTP.
 */
record Mutation(String message, Valid valid, Consumer<ObjectNode> change) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Bodies that are accepted; a test changes one thing in one of them. */
    enum Valid {
        TASK("""
                {"type": "rule-copy", "class": "task", "entity_url": "/1.0/instances/c1", "conflict_reference": "REF",
                 "resources": {"instance": ["/1.0/instances/c1"]}, "inputs": {"fail": "no"}, "timeout": "PT10S",
                 "metadata": {"entity_url": "/1.0/instances/c2", "note": null}}"""),
        DURABLE("""
                {"type": "rule-step", "class": "durable", "conflict_reference": "REF", "timeout": 5, "priority": -1000}"""),
        BULK("""
                {"type": "rule-bulk", "conflict_reference": "REF", "priority": 1000, "children": [
                  {"type": "wait", "inputs": {"duration": "0"}},
                  {"type": "wait", "inputs": {"duration": "PT0S"}, "timeout": 1.5, "stage": 0},
                  {"type": "rule-must", "stage": 1},
                  {"type": "rule-copy", "entity_url": "/1.0/instances/c3", "stage": 2}]}"""),
        TOKEN("""
                {"type": "rule-token"}"""),
        CONSOLE("""
                {"type": "rule-console"}""");

        private final String text;

        Valid(String text) {
            this.text = text;
        }

        ObjectNode body(String reference) {
            return (ObjectNode) JSON.readTree(text.replace("REF", reference));
        }
    }

    ObjectNode body(String reference) {
        var body = valid.body(reference);
        change.accept(body);
        return body;
    }

    @Override
    public String toString() {
        return valid + ": " + message;
    }

    static Stream<Mutation> all() {
        return Stream.of(ofClassAndType(), ofEntity(), ofHooks(), ofFamilies(), ofStages(), ofFields(), ofChildFields())
                .flatMap(it -> it);
    }

    private static Mutation task(String message, Consumer<ObjectNode> change) {
        return new Mutation(message, Valid.TASK, change);
    }

    private static Mutation bulk(String message, Consumer<ObjectNode> change) {
        return new Mutation(message, Valid.BULK, change);
    }

    /** What is wrong with the second child. */
    private static Mutation child(String message, Consumer<ObjectNode> change) {
        return bulk(
                message, it -> change.accept((ObjectNode) it.path("children").path(1)));
    }

    private static ArrayNode children(ObjectNode body) {
        return (ArrayNode) body.path("children");
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    private static Stream<Mutation> ofClassAndType() {
        return Stream.of(
                task("Unknown operation class \"99\"", it -> it.put("class", "99")),
                task("Unknown operation class \"Task\"", it -> it.put("class", "Task")),
                task("class \"token\" is not one that operation type", it -> it.put("class", "token")),
                task("Unknown operation type \"9999\"", it -> it.put("type", "9999")),
                child(
                        "Failed validating operation arguments: Failed validating child operation \"1\": "
                                + "Unknown operation type \"9999\"",
                        it -> it.put("type", "9999")),
                child(
                        "Failed validating operation arguments: Failed validating child operation \"1\": "
                                + "Unknown operation class \"99\"",
                        it -> it.put("class", "99")),
                child(
                        "child operation \"1\": Failed validating child operation \"0\": Unknown operation type \"9999\"",
                        it -> it.set("children", json("[{\"type\": \"9999\"}]"))));
    }

    private static Stream<Mutation> ofEntity() {
        return Stream.of(
                task("Invalid operation entity URL: ", it -> it.put("entity_url", "instances/c1")),
                task("Invalid operation entity URL: ", it -> it.put("entity_url", "https://host/1.0/instances/c1")),
                task(
                        "Entity type for URL \"/1.0/networks/n1\" does not match operation entity type \"instance\"",
                        it -> it.put("entity_url", "/1.0/networks/n1")),
                task(
                        "Entity type for URL \"/instances/c1\" does not match operation entity type \"instance\"",
                        it -> it.put("entity_url", "/instances/c1")),
                task("Operation entity URL required", it -> it.remove("entity_url")),
                child(
                        "Failed validating child operation \"1\": Invalid operation entity URL: ",
                        it -> it.put("entity_url", "x")),
                new Mutation(
                        "does not match operation entity type \"server\"",
                        Valid.TOKEN,
                        it -> it.put("entity_url", "/1.0/instances/c1")));
    }

    private static Stream<Mutation> ofHooks() {
        var hookless = (Consumer<ObjectNode>) it -> it.removeAll().put("type", "rule-hookless");
        return Stream.of(
                task("Task operations must have a Run hook", hookless),
                task(
                        "No run hook is defined for durable operation \"Doing nothing\"",
                        hookless.andThen(it -> it.put("class", "durable"))),
                task(
                        "Websocket operations must have a Connect hook",
                        hookless.andThen(it -> it.put("class", "websocket"))),
                new Mutation(
                        "Conflict reference \"r\" provided for operation type \"Join token\" that does not support"
                                + " conflicts",
                        Valid.TOKEN,
                        it -> it.put("conflict_reference", "r")),
                child(
                        "Failed validating child operation \"1\": Task operations must have a Run hook",
                        hookless::accept),
                bulk("child operation \"1\": No run hook is defined for durable operation \"Doing nothing\"", it -> {
                    it.put("class", "durable");
                    hookless.accept((ObjectNode) children(it).path(1));
                }),
                child(
                        "Failed validating child operation \"1\": Conflict reference \"r\" provided",
                        it -> it.removeAll().put("type", "rule-must").put("conflict_reference", "r")));
    }

    private static Stream<Mutation> ofFamilies() {
        var nested = json("[{\"type\": \"rule-step\"}]");
        return Stream.of(
                bulk("Bulk operations must have children", it -> it.remove("children")),
                bulk("Bulk operations must have children", it -> it.set("children", json("[]"))),
                task(
                        "Child operations not allowed for operation type \"Copying instance\"",
                        it -> it.set("children", nested)),
                new Mutation(
                        "Operations of class \"token\" cannot have children",
                        Valid.TOKEN,
                        it -> it.set("children", nested)),
                new Mutation(
                        "Operations of class \"websocket\" cannot have children",
                        Valid.CONSOLE,
                        it -> it.put("type", "rule-bulk-console").set("children", nested)),
                child(
                        "Bulk operations cannot have nested bulk operations",
                        it -> it.removeAll().put("type", "rule-bulk").set("children", nested)),
                child(
                        "Bulk operations cannot have nested bulk operations",
                        it -> it.removeAll().put("type", "rule-bulk")),
                child("Bulk operations cannot have nested bulk operations", it -> it.set("children", nested)),
                child(
                        "Operations of class \"token\" cannot have a parent operation",
                        it -> it.removeAll().put("type", "rule-token")),
                child(
                        "Operations of class \"websocket\" cannot have a parent operation",
                        it -> it.removeAll().put("type", "rule-console")),
                child(
                        "Child operations cannot have a different class to the parent operation",
                        it -> it.put("class", "durable")),
                new Mutation(
                        "Failed validating child operation \"0\": Child operations cannot have a different class",
                        Valid.BULK,
                        it -> ((ObjectNode) it.put("class", "durable")
                                        .path("children")
                                        .path(0))
                                .put("class", "task")),
                bulk("Bulk operations can have at most 10000 children", Mutation::tenThousandAndOne));
    }

    private static void tenThousandAndOne(ObjectNode body) {
        var all = JSON.createArrayNode();
        for (var i = 0; i <= 10_000; i++) {
            all.addObject().put("type", "noop");
        }
        body.set("children", all);
    }

    private static Stream<Mutation> ofStages() {
        return Stream.of(
                task("Only child operations have stages", it -> it.put("stage", 1)),
                bulk("Only child operations have stages", it -> it.put("stage", 1)),
                bulk(
                        "Child operation stages must be consecutive, starting at 0",
                        it -> children(it).remove(2)),
                bulk("Child operation stages must be consecutive, starting at 0", it -> {
                    children(it).remove(1);
                    children(it).remove(0);
                }),
                bulk(
                        "All children in a stage must have the same operation type",
                        it -> children(it).addObject().put("type", "rule-step").put("stage", 1)));
    }

    private static Stream<Mutation> ofFields() {
        return Stream.of(
                task("Field \"timeout\" must be a string or a number", it -> it.put("timeout", true)),
                task("Field \"timeout\" must not be null", it -> it.putNull("timeout")),
                task("timeout must be an ISO-8601 duration", it -> it.put("timeout", "soon")),
                task("timeout must be an ISO-8601 duration", it -> it.put("timeout", "")),
                task("timeout must not be negative", it -> it.put("timeout", -1)),
                task("timeout must be from a millisecond", it -> it.put("timeout", 0)),
                task("timeout must be from a millisecond", it -> it.put("timeout", "PT0.0009S")),
                task("timeout must be at most", it -> it.put("timeout", "P366D")),
                task("timeout must be at most", it -> it.set("timeout", json("1e300"))),
                task("Field \"stage\" must be a whole number, at least 0", it -> it.put("stage", "0")),
                task("Field \"stage\" must be a whole number", it -> it.put("stage", 1.5)),
                task("Field \"stage\" must not be null", it -> it.putNull("stage")),
                bulk("Field \"children\" must be an array of objects", it -> it.set("children", json("{}"))),
                bulk(
                        "Field \"children\" must be an array of objects",
                        it -> children(it).addNull()),
                bulk(
                        "Field \"children\" must be an array of objects",
                        it -> children(it).addArray()),
                bulk("Field \"children\" must not be null", it -> it.putNull("children")),
                task(
                        "Operation metadata field \"original_entity_url\" must be a string (got number)",
                        it -> it.set("metadata", json("{\"original_entity_url\": 1}"))),
                task(
                        "Operation metadata field \"entity_url\" must be a valid request URL",
                        it -> it.set("metadata", json("{\"entity_url\": \"c2\"}"))),
                task(
                        "Operation metadata field \"entity_url\" must be a string",
                        it -> it.set("metadata", json("{\"entity_url\": null}"))));
    }

    private static Stream<Mutation> ofChildFields() {
        return Stream.of(
                child("Field \"children[1].nope\" is not a known field", it -> it.put("nope", 1)),
                child("Field \"children[1].project\" is not a known field", it -> it.put("project", "other")),
                child("Field \"children[1].type\" is required", it -> it.remove("type")),
                child("Field \"children[1].type\" must not be null", it -> it.putNull("type")),
                child("Field \"children[1].class\" must be a string", it -> it.put("class", 1)),
                child("Field \"children[1].inputs\" must be an object", it -> it.put("inputs", 1)),
                child("Field \"children[1].inputs\" must not be null", it -> it.putNull("inputs")),
                child("Field \"children[1].metadata\" must be an object", it -> it.put("metadata", "x")),
                child(
                        "Field \"children[1].resources.a\" must be an array of strings",
                        it -> it.set("resources", json("{\"a\": [1]}"))),
                child("Field \"children[1].stage\" must be a whole number, at least 0", it -> it.put("stage", -1)),
                child("Field \"children[1].stage\" must be", it -> it.put("stage", 1L << 31)),
                child("Field \"children[1].timeout\" must be a string or a number", it -> it.putArray("timeout")),
                child("children[1].timeout must be an ISO-8601 duration", it -> it.put("timeout", "soon")),
                child("children[1].timeout must not be negative", it -> it.put("timeout", "-PT1S")),
                child(
                        "Field \"children[1].children[0].x\" is not a known field",
                        it -> it.set("children", json("[{\"type\": \"noop\", \"x\": 1}]"))),
                child(
                        "Failed validating operation arguments: Failed validating child operation \"1\": "
                                + "inputs.duration is required",
                        it -> it.remove("inputs")),
                child(
                        "child operation \"1\": inputs.duration must be a string or number",
                        it -> it.set("inputs", json("{\"duration\": []}"))),
                child(
                        "child operation \"1\": inputs.duration must be an ISO-8601 duration",
                        it -> it.set("inputs", json("{\"duration\": \"soon\"}"))),
                child(
                        "child operation \"1\": inputs.colour is not an input of operation type \"wait\"",
                        it -> it.set("inputs", json("{\"duration\": 1, \"colour\": 1}"))),
                child(
                        "child operation \"1\": metadata.note must not contain NUL",
                        it -> it.set("metadata", json("{\"note\": \"\\u0000\"}"))));
    }
}
