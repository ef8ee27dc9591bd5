package io.operations.promise;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.RulesTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Projects that are not made, not found, or not deleted. */
@RulesTest
class RefusedProjectTests {

    private final Api api;
    private final String project = Bodies.unique();

    RefusedProjectTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    private static String url(String name) {
        return "/1.0/projects/" + name;
    }

    private Api.Answer create(String fields) {
        return api.post("/1.0/projects", "{\"name\": \"" + project + "\"" + fields + "}");
    }

    @Test
    void cannotBeDeletedWhereItIsTheDefault() {
        api.delete(url("default")).refuses(403, "The default project cannot be deleted");
        api.post("/1.0/projects", "{\"name\": \"default\"}").refuses(409, "Project \"default\" already exists");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nope", "a%20b", "%c3%bc", "0123456789012345678901234567890123456789012345678901234567890123"})
    void isNotFoundUnderAnotherName(String name) {
        api.get(url(name)).refuses(404, "Project not found");
        api.delete(url(name)).refuses(404, "Project not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{}; Field \"name\" is required",
                "{\"name\": null}; Field \"name\" must not be null",
                "{\"name\": 1}; Field \"name\" must be a string",
                "{\"name\": \"\"}; Field \"name\" must be 1 to 63",
                "{\"name\": \"a b\"}; Field \"name\" must be 1 to 63",
                "{\"name\": \"a/b\"}; Field \"name\" must be 1 to 63",
                "{\"name\": \".a\"}; Field \"name\" must be 1 to 63",
                "{\"name\": \"a\\n\"}; Field \"name\" must be 1 to 63",
                "{\"name\": \"\\u00fc\"}; Field \"name\" must be 1 to 63",
                "{\"name\": \"0123456789012345678901234567890123456789012345678901234567890123\"}; Field \"name\" must be 1 to 63",
                "{\"name\": \"a\", \"description\": 1}; Field \"description\" must be a string",
                "{\"name\": \"a\", \"description\": \"\\u0000\"}; Field \"description\" must be at most 1000",
                "{\"name\": \"a\", \"description\": \"\\ud800\"}; Field \"description\" must be at most 1000",
                "{\"name\": \"a\", \"config\": []}; Field \"config\" must be an object",
                "{\"name\": \"a\", \"config\": {\"features.images\": \"false\"}}; Field \"config.features.images\" is not a known field",
                "{\"name\": \"a\", \"x\": 1}; Field \"x\" is not a known field",
                "[]; Request body must be a JSON object"
            })
    void isNotMadeOfABadBody(String body, String reason) {
        api.post("/1.0/projects", body).refuses(400, reason);

        api.get(url("a")).refuses(404);
    }

    @Test
    void mayBeDescribedInAThousandCharacters() {
        create(", \"description\": \"" + "\ud83d\ude00".repeat(1_001) + "\"").refuses(400, "description");

        create(", \"description\": \"" + "\ud83d\ude00".repeat(1_000) + "\"").hasStatus(201);
    }
}
