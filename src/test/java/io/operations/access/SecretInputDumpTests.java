package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.operations.Api;
import io.operations.Dump;
import io.operations.Listener;
import io.operations.LoopbackServer;
import io.operations.ServiceTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * §4: "inputs that are declared secret encrypted under a key". Neither the database nor what callers and logs are told has a secret
 * of an operation that waits, runs, is retried or has ended, and the endpoint gets it all the same.
 */
@ServiceTest
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
        properties = {
            "operations.encryption.keys=test:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "operations.runner.slots=2"
        })
class SecretInputDumpTests {

    private final String hush = "hush-" + UUID.randomUUID();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final LoopbackServer endpoint = LoopbackServer.serving(this::serve);
    private final Api api;
    private final int port;
    private final JdbcClient jdbc;

    SecretInputDumpTests(@LocalServerPort int port, JdbcClient jdbc) {
        api = Api.on(port);
        this.port = port;
        this.jdbc = jdbc;
    }

    @AfterEach
    void close() {
        gate.countDown();
        endpoint.close();
    }

    /** Says in its answer, and in its failures, what headers it was sent. */
    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().toString();
            var headers = exchange.getRequestHeaders();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(path + " " + headers.get("Authorization") + headers.get("X-Own-Key") + " " + body);
            if (path.startsWith("/gate")) gate.await();
            var answer = "{\"error\": \"I do not like %s\"}".formatted(headers.entrySet());
            var bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(path.startsWith("/fail") ? 503 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String request(String path, String operationClass) {
        return """
                {"type": "http-request", "class": "%s", "inputs": {"url": "%s%s?signature=%s", "headers": {
                 "Authorization": "Bearer %s", "X-Own-Key": "%s", "Content-Type": "application/json"},
                 "body": {"password": "%s"}}}""".formatted(operationClass, endpoint.url(), path, hush, hush, hush, hush);
    }

    private void assertSecret(Api.Answer... scheduled) {
        var dump = Dump.of(jdbc);
        for (var each : scheduled) {
            assertThat(dump).contains(each.id().toString());
            assertThat(api.get("/1.0/operations/" + each.id() + "?recursion=1").text())
                    .doesNotContain(hush);
        }
        assertThat(dump).doesNotContain(hush);
        assertThat(api.get("/1.0/operations?recursion=1").text()).doesNotContain(hush);
    }

    @ParameterizedTest
    @ValueSource(strings = {"task", "durable"})
    void areInNoRowAnswerEventOrLine(String operationClass, CapturedOutput output) {
        try (var listener = Listener.on(port, "")) {
            var running = api.schedule(request("/gate", operationClass), "Idempotency-Key", hush.substring(5))
                    .hasStatus(202);
            var failing = api.schedule(request("/fail", operationClass)).hasStatus(202);
            var family = api.schedule("{\"type\": \"bulk\", \"class\": \"%s\", \"children\": [%s]}"
                            .formatted(operationClass, request("/gate", operationClass)))
                    .hasStatus(202);
            var waiting = api.schedule(request("/gate", operationClass)).hasStatus(202);
            await().until(() -> received.size() >= 2);

            assertSecret(running, family, waiting);
            gate.countDown();
            for (var each : List.of(running, waiting, family)) {
                assertThat(api.await(each.id()).operationStatus()).isEqualTo("Success");
            }
            assertSecret(running, failing, family, waiting);
            assertThat(received)
                    .allSatisfy(it -> assertThat(it)
                            .contains(
                                    "?signature=" + hush,
                                    "[Bearer " + hush + "][" + hush + "]",
                                    "{\"password\":\"" + hush));
            await().until(() -> listener.statuses(waiting.id()).contains("Success"));
            assertThat(listener.heard(_ -> true).toString()).doesNotContain(hush);
        }
        assertThat(output.getAll()).doesNotContain(hush);
    }

    @Test
    void areInNoErrorOfAnOperation() {
        var failing = api.schedule(request("/fail", "task")).hasStatus(202);

        var ended = api.await(failing.id());

        assertThat(ended.operationError())
                .contains("I do not like", "[redacted]")
                .doesNotContain(hush);
        assertSecret(failing);
    }

    @Test
    void areComparedWhereAKeyIsUsedAgain() {
        var key = hush.substring(5);
        var first =
                api.schedule(request("/now", "durable"), "Idempotency-Key", key).hasStatus(202);

        assertThat(api.schedule(request("/now", "durable"), "Idempotency-Key", key)
                        .id())
                .isEqualTo(first.id());
        api.schedule(request("/now", "durable").replace("Bearer", "Basic"), "Idempotency-Key", key)
                .refuses(422);
    }

    @Test
    void areInNoRefusal() {
        api.schedule(request("/\\u0000", "durable")).refuses(400);
        var refused = api.schedule(request("/gate", "durable").replace("X-Own-Key", "Via"))
                .refuses(400, "inputs.headers.Via");
        assertThat(refused.text()).doesNotContain(hush);
        var tooLarge =
                api.schedule(request("/" + "x".repeat(70_000), "durable")).refuses(400, "inputs must be at most");
        assertThat(tooLarge.text()).doesNotContain(hush);
        assertThat(Dump.of(jdbc)).doesNotContain(hush);
    }
}
