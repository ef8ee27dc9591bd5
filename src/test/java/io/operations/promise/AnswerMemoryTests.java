package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.NamedCallers;
import io.operations.RawHttp;
import io.operations.Scrape;
import io.operations.ServiceTest;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Rows K and B9: answers that clients are slow to take have no more memory than they may. */
@ServiceTest
@Import(NamedCallers.class)
@TestPropertySource(
        properties = {
            "operations.limits.metadata-size=4MB",
            "operations.limits.run-metadata-size=8MB",
            "operations.web.max-body-size=8MB",
            "operations.memory.bodies=1GB",
            "operations.memory.answer=4MB",
            "operations.memory.answers=16MB"
        })
class AnswerMemoryTests {

    private static final String USED = "operations_memory_used_bytes{kind=\"answers\"}";

    /** More than the buffers of a connection hold. */
    private static final int LARGE = 3_900_000;

    private final Api api;
    private final int port;
    private final List<Socket> open = new ArrayList<>();

    AnswerMemoryTests(@LocalServerPort int port) {
        this.port = port;
        api = Api.on(port);
    }

    @AfterEach
    void closeAll() throws IOException {
        for (var socket : open) socket.close();
        await().until(() -> Scrape.of(api).value(USED) == 0);
    }

    private Socket ask(String path, String caller) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream()
                .write(RawHttp.request("GET", path, "Caller: tls/" + caller).getBytes());
        open.add(socket);
        return socket;
    }

    @Test
    void oneCallerIsRefusedBeforeTheMemoryOfAllIsTaken() throws IOException {
        var gate = Bodies.unique();
        var id = api.schedule("{\"type\": \"gated\", \"inputs\": {\"gate\": \"" + gate
                        + "\"}, \"metadata\": {\"text\": \"" + "x".repeat(LARGE) + "\"}}")
                .hasStatus(202)
                .id();
        var path = "/1.0/operations/" + id;
        var refused = 0;
        for (var asked = 0; asked < 6; asked++) {
            var before = Scrape.of(api).value(USED);
            var socket = ask(path, "greedy");
            await().until(() -> Scrape.of(api).value(USED) > before
                    || Scrape.of(api).value("operations_memory_refused_total{kind=\"answers\"}") > 0);
            if (Scrape.of(api).value(USED) <= before) {
                RawHttp.answer(socket).refuses(429, "Answers of one caller");
                refused++;
            }
        }

        assertThat(refused).isBetween(3, 5);
        assertThat(RawHttp.answer(ask(path, "other")).status()).isEqualTo(200);
    }
}
