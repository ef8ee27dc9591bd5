package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.LimitsTest;
import io.operations.NamedCallers;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How much one caller may schedule, and how large that may be. */
@LimitsTest
class ScheduleLimitTests {

    private static final String WHOLE = "Failed validating operation arguments: ";
    private static final String CHILD = WHOLE + "Failed validating child operation \"1\": ";

    private final Api api;
    private final String caller = "tls/" + Bodies.unique();

    ScheduleLimitTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    private Api.Answer schedule(String body) {
        return api.schedule(body, NamedCallers.HEADER, caller);
    }

    private static String family(int children) {
        return Bodies.family(Collections.nCopies(children, Bodies.NOOP).toArray(String[]::new));
    }

    private static String with(String field, String value) {
        return Bodies.with(
                "\"" + field + "\": {\"value\": \"" + value + "\"}",
                "{\"type\": \"echo\", \"inputs\": {}}"
                        .replace(
                                field.equals("inputs") ? ", \"inputs\": {}" : "{}",
                                field.equals("inputs") ? "" : "{\"value\": 1}"));
    }

    @Test
    void countsChildrenAndSaysWhenThereIsRoomAgain() {
        schedule(family(LimitsTest.CHILDREN)).hasStatus(202);

        var refused = schedule(family(LimitsTest.CHILDREN));

        refused.refuses(429, "Too many operations scheduled: at most 1 a second, and 400 at once");
        // 301 are wanted, and 99 were left.
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(120, 202);
    }

    @Test
    void leavesOthersAlone() {
        schedule(family(LimitsTest.CHILDREN)).hasStatus(202);
        schedule(family(LimitsTest.CHILDREN)).hasStatus(429);

        api.schedule(family(LimitsTest.CHILDREN), NamedCallers.HEADER, "bearer/" + caller.substring(4))
                .hasStatus(202);
    }

    @Test
    void leavesNothingBehindOfWhatItRefuses() {
        var project = api.project("p-" + Bodies.unique());
        schedule(family(LimitsTest.CHILDREN)).hasStatus(202);
        var path = "/1.0/operations?project=" + project;
        var key = Bodies.unique();

        api.post(path, family(LimitsTest.CHILDREN), NamedCallers.HEADER, caller, "Idempotency-Key", key)
                .hasStatus(429);

        assertThat(api.get(path).metadata().isEmpty()).isTrue();
        assertThat(api.get(path + "&history=true").metadata().isEmpty()).isTrue();
        api.post(path, Bodies.NOOP, NamedCallers.HEADER, caller, "Idempotency-Key", key)
                .hasStatus(202);
        api.delete("/1.0/projects/" + project);
    }

    @Test
    void refusesMoreChildrenThanThereMayBe() {
        schedule(family(LimitsTest.CHILDREN + 1))
                .refuses(400, "Bulk operations can have at most " + LimitsTest.CHILDREN + " children");
    }

    @Test
    void countsTokensThatAreRedeemed() {
        schedule(family(LimitsTest.CHILDREN)).hasStatus(202);
        schedule(family(LimitsTest.BURST - LimitsTest.CHILDREN - 2)).hasStatus(202);
        var path = "/1.0/operations/" + Bodies.unique() + "/redeem";

        await().until(() -> api.post(path, "{\"secret\": \"x\"}", NamedCallers.HEADER, caller)
                        .status()
                == 429);
        await().until(() ->
                api.post("/1.0/certificates", "{}", NamedCallers.HEADER, caller).status() == 429);
    }

    @ParameterizedTest
    @CsvSource({"metadata", "inputs"})
    void refusesWhatIsTooLargeByItsName(String field) {
        var fits = "x".repeat(LimitsTest.SIZE - "{\"value\":\"\"}".length());
        var message = field + " must be at most " + LimitsTest.SIZE + " bytes of JSON";

        schedule(with(field, fits)).hasStatus(202);
        schedule(with(field, fits + "x")).refuses(400, WHOLE + message);
        schedule(Bodies.family(with(field, fits), with(field, fits + "x"))).refuses(400, CHILD + message);
        schedule(with(field, fits.substring(1) + "é")).refuses(400, WHOLE + message);
    }

    @Test
    void refusesResourcesThatAreTooLarge() {
        schedule(Bodies.with("\"resources\": {\"instances\": [\"/" + "x".repeat(LimitsTest.SIZE) + "\"]}", Bodies.NOOP))
                .refuses(400, "resources must be at most");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"copy_progress\": 5}      | \"copy_progress\" must be a string (got number)",
                "{\"_progress\": null}       | \"_progress\" must be a string (got null)",
                "{\"a_progress\": {\"a\":1}} | \"a_progress\" must be a string (got object)",
                "{\"progress\": \"5%\"}      | \"progress\" must be an object (got string)",
                "{\"progress\": {\"percent\": 5}} | \"progress.percent\" must be a string (got number)",
            })
    void refusesProgressThatStockClientsCannotRead(String metadata, String message) {
        var body = Bodies.with("\"metadata\": " + metadata, Bodies.NOOP);

        schedule(body).refuses(400, "Operation metadata field " + message);
        schedule(Bodies.family(Bodies.NOOP, body)).refuses(400, CHILD + "Operation metadata field " + message);
    }

    @Test
    void takesProgressThatTheyCanRead() {
        schedule(Bodies.with(
                        "\"metadata\": {\"progress\": {\"percent\": \"5\"}, \"copy_progress\": \"5%\"}", Bodies.NOOP))
                .hasStatus(202);
    }
}
