package io.operations.web;

import static io.operations.web.RawWebSocket.BINARY;
import static io.operations.web.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A channel that takes nothing makes its client wait, and nobody else. */
@Timeout(120)
@SpringBootTest(
        classes = OperationSocketTestConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.threads.virtual.enabled=true", "operations.websocket.max-message-size=100MB"})
class BackPressureTests {

    /** More than Tomcat's own threads, were it to use them. */
    private static final int MANY = 300;

    private static final int CHUNK = 100_000;
    private static final int CHUNKS = 1_000;

    /** More than two sockets and what is read of them can hold: some MB in the kernel, some KB in the process. */
    private static final int SOME = 30_000_000;

    private final Switchboard switchboard;
    private final SocketSessions sockets;
    private final int port;

    BackPressureTests(
            @Autowired Switchboard switchboard, @Autowired SocketSessions sockets, @LocalServerPort int port) {
        this.switchboard = switchboard;
        this.sockets = sockets;
        this.port = port;
    }

    @AfterEach
    void nobodyIsLeft() {
        await().until(() -> sockets.count() == 0);
    }

    @Test
    void stopsASourceThatNobodyReadsAndLetsItGoOn() throws Exception {
        var channel = TestChannel.shut();
        var accepted = new AtomicLong();
        try (var source = connect(channel)) {
            Thread.ofVirtual().start(() -> pour(source, accepted));

            await().during(Duration.ofSeconds(1)).until(accepted::get, new Unchanged());
            assertThat(accepted).hasValueLessThan(SOME);
            assertThat(channel.taking).hasValue(1);
            channel.openUp();

            await().atMost(Duration.ofMinutes(1)).until(() -> channel.bytes.get() == (long) CHUNK * CHUNKS);
        }
    }

    @Test
    void holdsUpNobodyElse() throws Exception {
        var blocked = new ArrayList<RawWebSocket>();
        var channels = new ArrayList<TestChannel>();
        for (var i = 0; i < MANY; i++) {
            channels.add(TestChannel.shut());
            blocked.add(connect(channels.get(i)));
            blocked.get(i).send(TEXT, "waits");
        }
        await().until(() -> channels.stream().allMatch(it -> it.taking.get() == 1));

        for (var i = 0; i < 10; i++) assertThat(status("/1.0/events")).isEqualTo(400);
        var channel = TestChannel.open();
        try (var client = connect(channel)) {
            client.send(TEXT, "passes");
            assertThat(TestChannel.text(channel.next())).isEqualTo("passes");
            channel.peer().send(TestChannel.text("back"));
            assertThat(client.readData().text()).isEqualTo("back");
        }

        for (var i = 0; i < MANY; i++) {
            assertThat(channels.get(i).taking).hasValue(1);
            channels.get(i).peer().close(1000, "");
            assertThat(blocked.get(i).readData().closeCode()).isEqualTo(1000);
            blocked.get(i).close();
        }
    }

    private static void pour(RawWebSocket source, AtomicLong accepted) {
        try {
            source.begin(BINARY, true, (long) CHUNK * CHUNKS);
            var chunk = new byte[CHUNK];
            for (var i = 0; i < CHUNKS; i++) {
                source.sendRaw(chunk);
                accepted.addAndGet(CHUNK);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int status(String target) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + target))
                    .timeout(Duration.ofSeconds(5));
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    private RawWebSocket connect(TestChannel channel) throws IOException {
        var client = new RawWebSocket(port, Switchboard.target(switchboard.put(() -> channel)));
        assertThat(client.answer()).first().asString().contains(" 101");
        return client;
    }
}
