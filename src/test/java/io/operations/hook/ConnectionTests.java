package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.operations.operation.OperationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which address is connected to, and how connections end. */
@Timeout(30)
class ConnectionTests {

    private final HttpRequestHook hook = HttpHooks.onLoopback();

    @ParameterizedTest
    @ValueSource(strings = {"before the answer", "in the answer", "in the stream"})
    void closesTheConnectionOnInterrupt(String when) throws Exception {
        var reached = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            if (when.equals("in the answer")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            } else if (when.equals("in the stream")) {
                connection.startStream("application/x-ndjson");
                connection.chunk("{\"progress\": {\"percent\": 50}}\n");
            }
            reached.countDown();
            connection.awaitClose();
            closed.countDown();
        })) {
            var run = HttpHooks.get(endpoint.url("/"));
            var started = HttpHooks.start(hook, run);
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            if (when.equals("in the stream")) {
                await().until(() -> !run.progress().isEmpty());
            }

            started.thread().interrupt();

            assertThatThrownBy(() -> started.outcome().get()).hasCauseInstanceOf(InterruptedException.class);
            assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"})
    void timesOutEvenWhenTheEndpointKeepsSending(String start) throws Exception {
        var closed = new CountDownLatch(1);
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            drip(start, connection);
            closed.countDown();
        })) {
            var run = RecordedRun.of("{\"url\": \"%s\", \"timeout\": 0.3}".formatted(endpoint.url("/")));

            assertFailed(hook, run, 504, "GET " + endpoint.origin() + " did not end within PT0.3S");
            assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Sends a little again and again, or nothing at all, until the other side is gone. */
    private static void drip(String start, FakeEndpoint.Connection connection) throws InterruptedException {
        try {
            while (!start.isEmpty()) {
                connection.send(start);
                Pause.interruptible().pause(Duration.ofMillis(10));
            }
        } catch (IOException e) {
            // Reset: gone.
        }
        connection.awaitClose();
    }

    @Test
    void saysThatNobodyListens() {
        // Not a port that was free a moment ago: another process may have been given it meanwhile.
        var run = HttpHooks.get("http://127.0.0.1:1/");

        assertFailed(hook, run, 502, "GET http://127.0.0.1:1 could not connect: Connection refused");
    }

    @Test
    void saysThatAHostIsUnknown() {
        HostNames none = name -> {
            throw new UnknownHostException(name);
        };
        var lost = HttpHooks.with(none, DefaultClientTlsStrategy.createDefault(), "a.com");

        assertFailed(lost, HttpHooks.get("http://a.com/"), 502, "GET http://a.com cannot find host a.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf"
            })
    void neverSendsTwiceAndFailsWhenTheAnswerBreaks(String half) {
        try (var endpoint = FakeEndpoint.start((request, connection) -> connection.send(half))) {
            assertFailed(
                    hook,
                    HttpHooks.get(endpoint.url("/")),
                    502,
                    "GET " + endpoint.origin() + " ended before its answer was complete");
            assertThat(endpoint.received()).hasSize(1);
        }
    }

    @Test
    void boundsHeaders() {
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nA: ");
            while (true) {
                connection.send("x".repeat(8_192));
            }
        })) {
            assertFailed(
                    hook,
                    HttpHooks.get(endpoint.url("/")),
                    502,
                    "GET " + endpoint.origin() + " answered with headers that are too long");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1"})
    void doesNotConnectWhereAListedNameMustNotLead(String address) {
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "")) {
            var run = HttpHooks.get(endpoint.url("backup.com", "/"));

            assertFailed(
                    HttpHooks.resolvingTo(address, "backup.com"),
                    run,
                    403,
                    "GET " + endpoint.url("backup.com", "")
                            + " leads to an address that operations.http.allowed-hosts does not let backup.com stand for");
            assertThat(endpoint.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::ffff:127.0.0.1]", "LOCALHOST", "localhost."})
    void connectsHoweverAnAllowedHostIsSpelled(String host) throws InterruptedException {
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "")) {
            hook.run(HttpHooks.get(endpoint.url(host, "/")));

            assertThat(endpoint.received()).hasSize(1);
        }
    }

    @Test
    void looksANameUpOnceAndConnectsToThatAddress() throws InterruptedException {
        var lookups = new AtomicInteger();
        HostNames rebinding = name ->
                List.of(InetAddress.ofLiteral(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254"));
        var rebound = HttpHooks.with(rebinding, DefaultClientTlsStrategy.createDefault(), "backup.com", "127.0.0.1:*");
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "")) {
            var run = HttpHooks.get(endpoint.url("backup.com", "/"));

            rebound.validate(run.inputs());
            rebound.run(run);

            assertThat(lookups).hasValue(1);
            assertThat(endpoint.received().getFirst().headers()).containsEntry("Host", "backup.com:" + endpoint.port());
        }
    }

    @Test
    void callsAsManyEndpointsAtOnceAsThereAreOperations() throws Exception {
        var all = new CountDownLatch(300);
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            all.countDown();
            all.await();
            connection.answer("200 OK", "", "");
        })) {
            var started = Stream.generate(() -> HttpHooks.start(hook, HttpHooks.get(endpoint.url("/"))))
                    .limit(all.getCount())
                    .toList();

            for (var call : started) {
                call.outcome().get();
            }

            assertThat(endpoint.received()).hasSize(300);
        }
    }

    @Test
    void usesNoProxyOfTheJvm() throws InterruptedException {
        var before = ProxySelector.getDefault();
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "");
                var proxy = FakeEndpoint.answering("200 OK", "", "")) {
            ProxySelector.setDefault(
                    ProxySelector.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), proxy.port())));

            hook.run(HttpHooks.get(endpoint.url("/")));

            assertThat(endpoint.received()).hasSize(1);
            assertThat(proxy.received()).isEmpty();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    private static void assertFailed(HttpRequestHook hook, RecordedRun run, int code, String message) {
        assertThatExceptionOfType(OperationException.Failed.class)
                .isThrownBy(() -> hook.run(run))
                .withMessage(message)
                .matches(it -> it.code() == code);
    }
}
