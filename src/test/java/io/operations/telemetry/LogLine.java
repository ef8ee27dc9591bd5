package io.operations.telemetry;

import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A line of a log that is written as JSON (ECS). */
record LogLine(JsonNode json) {

    /** All lines; the last may be half written. */
    static List<LogLine> all(String output) {
        return output.substring(0, output.lastIndexOf('\n') + 1)
                .lines()
                .filter(it -> it.startsWith("{"))
                .map(it -> new LogLine(JsonMapper.shared().readTree(it)))
                .toList();
    }

    /** Those about one operation. */
    static List<LogLine> of(String output, UUID operation) {
        return all(output).stream()
                .filter(it -> it.text("/operation").equals(operation.toString()))
                .toList();
    }

    String message() {
        return text("/message");
    }

    String text(String path) {
        return json.at(path).asString("");
    }
}
