package io.operations.web;

import static io.operations.web.RawWebSocket.BINARY;
import static io.operations.web.RawWebSocket.CLOSE;
import static io.operations.web.RawWebSocket.CONTINUATION;
import static io.operations.web.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.hook.RecordedRun;
import io.operations.operation.ConnectHook;
import io.operations.operation.RunHook;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The relay, over real connections. */
@Timeout(120)
@SpringBootTest(
        classes = OperationSocketTestConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.threads.virtual.enabled=true", "operations.websocket.max-message-size=100MB"})
class RelaySocketTests {

    private static final int CHUNK = 100_000;
    private static final int CHUNKS = 1_000;

    /** More than four sockets and what is read of them can hold. */
    private static final int SOME = 60_000_000;

    private final Switchboard switchboard;
    private final SocketSessions sockets;
    private final ConnectHook hook;
    private final int port;
    private final RecordedRun run = RecordedRun.of("{}");
    private final FutureTask<@Nullable Void> running;
    private final Thread thread;

    RelaySocketTests(
            @Autowired Switchboard switchboard,
            @Autowired SocketSessions sockets,
            @Autowired List<ConnectHook> hooks,
            @LocalServerPort int port) {
        this.switchboard = switchboard;
        this.sockets = sockets;
        this.port = port;
        hook = hooks.stream()
                .filter(it -> it.type().name().equals("relay"))
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
    void relaysMessagesBothWaysAsTheyCame() throws Exception {
        try (var zero = connect("0")) {
            zero.send(TEXT, "early");
            try (var one = connect("1")) {
                assertThat(one.readData().text()).isEqualTo("early");
                one.send(BINARY, false, new byte[] {1});
                one.send(CONTINUATION, true, new byte[] {2});
                one.send(TEXT, "text");

                assertThat(zero.readData().opcode()).isEqualTo(BINARY);
                assertThat(zero.readData().opcode()).isEqualTo(CONTINUATION);
                assertThat(zero.readData().text()).isEqualTo("text");
                one.sendClose(4711, "over");
                var end = zero.readData();
                assertThat(end.closeCode()).isEqualTo(4711);
                assertThat(end.closeReason()).isEqualTo("over");
                running.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void relaysAMessageOf100MegabytesOfWhichItHoldsNextToNothing() throws Exception {
        try (var source = connect("0");
                var sink = connect("1")) {
            var sent = new AtomicLong();
            var checksum = new CompletableFuture<Long>();
            Thread.ofVirtual().start(() -> pour(source, sent, checksum));

            await().during(Duration.ofSeconds(1)).until(sent::get, new Unchanged());
            assertThat(sent).hasValueLessThan(SOME);

            var crc = new CRC32();
            var frame = sink.readData();
            for (; !frame.last(); frame = sink.readData()) crc.update(frame.payload());
            crc.update(frame.payload());
            assertThat(crc.getValue()).isEqualTo(checksum.join());
            source.sendClose(1000, "done");
            assertThat(sink.readData().closeCode()).isEqualTo(1000);
            running.get(30, TimeUnit.SECONDS);
            assertThat(run.metadata("bytes").path("0").asLong()).isEqualTo((long) CHUNK * CHUNKS);
            assertThat(run.metadata("bytes").path("1").asLong()).isZero();
        }
    }

    @Test
    void endsWhenOneIsCutOff() throws Exception {
        try (var zero = connect("0")) {
            connect("1").close();

            var end = zero.readData();
            assertThat(end.opcode()).isEqualTo(CLOSE);
            assertThat(end.closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void sendsBothAwayWhenCancelled() throws Exception {
        try (var zero = connect("0");
                var one = connect("1")) {
            zero.send(TEXT, "hello");
            assertThat(one.readData().text()).isEqualTo("hello");

            thread.interrupt();

            assertThat(zero.readData().closeCode()).isEqualTo(1001);
            assertThat(one.readData().closeCode()).isEqualTo(1001);
        }
    }

    private static void pour(RawWebSocket source, AtomicLong sent, CompletableFuture<Long> checksum) {
        var random = new Random(7);
        var crc = new CRC32();
        var chunk = new byte[CHUNK];
        try {
            source.begin(BINARY, true, (long) CHUNK * CHUNKS);
            for (var i = 0; i < CHUNKS; i++) {
                random.nextBytes(chunk);
                crc.update(chunk);
                source.sendRaw(chunk);
                sent.addAndGet(CHUNK);
            }
            checksum.complete(crc.getValue());
        } catch (IOException e) {
            checksum.completeExceptionally(e);
        }
    }

    private RawWebSocket connect(String channel) throws IOException {
        var client = new RawWebSocket(port, Switchboard.target(switchboard.put(hook, run, channel)));
        assertThat(client.answer()).first().asString().contains(" 101");
        return client;
    }
}
