package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Bodies;
import io.operations.TestHooks;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code lxc query} does, which sends a body {@code ""} where it has none, with GET too (contract §6.2). */
abstract class LxcQueryContract extends ConnectedLxc {

    private static final String OPERATIONS = "/1.0/operations";

    LxcQueryContract(Service service) {
        super(service);
    }

    @Test
    void gets() {
        var running = service.scheduleGated();

        var one = LxcContract.json(query("GET", OPERATIONS + "/" + running.id()));
        var all = LxcContract.json(query("GET", OPERATIONS + "?recursion=0"));

        assertThat(one.path("status").asString()).isEqualTo("Running");
        assertThat(one.path("requestor").propertyNames()).contains("username", "protocol", "address");
        assertThat(all.path("running").toString()).contains("\"" + OPERATIONS + "/" + running.id() + "\"");
        running.open();
    }

    @Test
    void getsTheWholeEnvelope() {
        var envelope = LxcContract.json(lxc().run("query", "--raw", lxc().at("/1.0")));

        assertThat(envelope.path("type").asString()).isEqualTo("sync");
        assertThat(envelope.path("status_code").asInt()).isEqualTo(200);
        assertThat(envelope.at("/metadata/api_version").asString()).isEqualTo("1.0");
    }

    @Test
    void posts() {
        var scheduled = LxcContract.json(query("POST", OPERATIONS, "--data", Bodies.NOOP));

        var id = UUID.fromString(scheduled.path("id").asString());
        assertThat(service.api().await(id).operationStatus()).isEqualTo("Success");
    }

    @Test
    void hearsWhatIsWrongWithAPost() {
        query("POST", OPERATIONS).fails("Error: Request body must be a JSON object");
        query("POST", OPERATIONS, "--data", "{\"type\": \"noop\", \"colour\": 1}")
                .fails("Error: ", "colour");
        query("POST", OPERATIONS, "--data", "{").fails("Error: ");
    }

    @Test
    void deletes() {
        var running = service.scheduleGated();

        query("DELETE", OPERATIONS + "/" + running.id()).succeeds();

        assertThat(service.status(running.id())).isEqualTo("Cancelled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void hearsOfMethodsThatAreNone(String method) {
        query(method, OPERATIONS, "--data", "{}").fails("Error: Method '" + method + "' is not supported");
        query(method, OPERATIONS + "/" + UUID.randomUUID()).fails("Error: Method '" + method + "' is not supported");
    }

    @Test
    void hearsOfPathsThatAreNone() {
        query("GET", "/1.0/nothing").fails("Error: Not Found");
    }

    @Test
    void waitsForSuccess() {
        var ended = LxcContract.json(query("POST", OPERATIONS, "--wait", "--data", Bodies.NOOP));

        assertThat(ended.path("status").asString()).isEqualTo("Success");
        assertThat(ended.path("status_code").asInt()).isEqualTo(200);
    }

    @Test
    void waitsForFailure() {
        query("POST", OPERATIONS, "--wait", "--data", Bodies.failing("disk full", 507))
                .fails("Error: disk full");
    }

    /** The client sends no DELETE: it goes, and the operation goes on. */
    @Test
    void interruptedWaitLeavesTheOperationAlone() {
        var gate = Bodies.unique();
        var body = Bodies.with("\"entity_url\": \"/1.0/" + gate + "\"", Bodies.gated(gate));
        service.awaitWaiters(0);

        try (var waiting = lxc().start("query", "--request", "POST", "--wait", "--data", body, lxc().at(OPERATIONS))) {
            service.awaitWaiters(1);
            waiting.interrupt();
            waiting.awaitEnd().exits(130);
        }

        var id = idOf("/1.0/" + gate);
        assertThat(service.status(id)).isEqualTo("Running");
        TestHooks.open(gate);
        assertThat(service.api().await(id).operationStatus()).isEqualTo("Success");
        // Who has gone is counted until the operation ends.
        service.awaitWaiters(0);
    }

    private UUID idOf(String entityUrl) {
        var found = service.api().get(OPERATIONS + "?history=true&recursion=1&entity_url=" + entityUrl);
        return UUID.fromString(
                found.metadata().path("running").path(0).path("id").asString());
    }

    private Command.Ended query(String method, String path, String... more) {
        var arguments = new ArrayList<>(List.of("query", "--request", method, lxc().at(path)));
        arguments.addAll(List.of(more));
        return lxc().run(arguments.toArray(String[]::new));
    }
}
