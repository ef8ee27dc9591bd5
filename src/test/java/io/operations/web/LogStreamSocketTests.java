package io.operations.web;

import static io.operations.web.RawWebSocket.CLOSE;
import static io.operations.web.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.hook.RecordedRun;
import io.operations.operation.ConnectHook;
import io.operations.operation.RunHook;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The log stream, over real connections. */
@Timeout(120)
@SpringBootTest(
        classes = OperationSocketTestConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.threads.virtual.enabled=true", "operations.websocket.max-message-size=100MB"})
class LogStreamSocketTests {

    private static final int BATCH = 20;
    private static final int BATCHES = 25;
    private static final String PADDING = "x".repeat(30_000);

    private final Switchboard switchboard;
    private final SocketSessions sockets;
    private final ConnectHook hook;
    private final int port;
    private final RecordedRun run = RecordedRun.of("{\"replay\": 1048576}");
    private final FutureTask<@Nullable Void> running;
    private final Thread thread;

    LogStreamSocketTests(
            @Autowired Switchboard switchboard,
            @Autowired SocketSessions sockets,
            @Autowired List<ConnectHook> hooks,
            @LocalServerPort int port) {
        this.switchboard = switchboard;
        this.sockets = sockets;
        this.port = port;
        hook = hooks.stream()
                .filter(it -> it.type().name().equals("log-stream"))
                .findFirst()
                .orElseThrow();
        running = new FutureTask<>(() -> {
            ((RunHook) hook).run(run);
            return null;
        });
        thread = Thread.ofVirtual().unstarted(running);
    }

    @BeforeEach
    void runs() {
        thread.start();
    }

    @AfterEach
    void nobodyIsLeft() {
        thread.interrupt();
        await().until(() -> sockets.count() == 0);
    }

    @Test
    void aViewerThatDoesNotReadIsSentAwayWhileOthersSeeEverything() throws Exception {
        try (var producer = connect("producer");
                var stuck = connect("viewer");
                var one = connect("viewer");
                var two = connect("viewer")) {
            for (var batch = 0; batch < BATCHES; batch++) {
                for (var i = 0; i < BATCH; i++)
                    producer.send(TEXT, true, message(batch * BATCH + i).getBytes());
                for (var viewer : List.of(one, two))
                    for (var i = 0; i < BATCH; i++) assertThat(hear(viewer)).isEqualTo(message(batch * BATCH + i));
            }

            var heard = 0;
            for (var text = hear(stuck); text != null; text = hear(stuck)) {
                assertThat(text.equals(message(heard))).isTrue();
                heard++;
            }
            assertThat(heard).isLessThan(BATCH * BATCHES);
            producer.sendClose(1000, "");
            assertThat(hear(one)).isNull();
            running.get(30, TimeUnit.SECONDS);
            assertThat(run.metadata("messages").asLong()).isEqualTo(BATCH * BATCHES);
        }
    }

    private static String message(int number) {
        return "message " + number + PADDING;
    }

    /** The next whole message; null at the end, which has to be a proper one. */
    private static @Nullable String hear(RawWebSocket viewer) throws IOException {
        var text = new StringBuilder();
        var frame = viewer.readData();
        for (; frame.opcode() != CLOSE && !frame.last(); frame = viewer.readData()) text.append(frame.text());
        if (frame.opcode() != CLOSE) return text.append(frame.text()).toString();
        assertThat(frame.closeCode()).isIn(1000, 1013);
        return null;
    }

    private RawWebSocket connect(String channel) throws IOException {
        var client = new RawWebSocket(port, Switchboard.target(switchboard.put(hook, run, channel)));
        assertThat(client.answer()).first().asString().contains(" 101");
        return client;
    }
}
