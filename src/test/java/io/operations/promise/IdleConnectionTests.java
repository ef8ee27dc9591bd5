package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.RawHttp;
import io.operations.Scrape;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Row J, what is related to it: connections that send no request have no more memory than they may, and lock nobody out. */
@ServiceTest
@TestPropertySource(properties = {"operations.memory.connections=1MB", "operations.limits.body-timeout=2s"})
class IdleConnectionTests {

    private static final String KIND = "{kind=\"connections\"}";
    private static final int LIMIT = (1 << 20) / 40_960;
    private static final String HALF = "GET /1.0 HTTP/1.1\r\nHost: localhost\r\nX-Half: " + "x".repeat(6_000);

    private final int port;
    private final Api api;
    private final List<Socket> open = new ArrayList<>();

    IdleConnectionTests(@LocalServerPort int port) {
        this.port = port;
        api = Api.on(port);
    }

    @AfterEach
    void closeAll() throws IOException {
        for (var socket : open) socket.close();
    }

    private Socket half() throws IOException {
        var socket = RawHttp.send(port, HALF);
        open.add(socket);
        return socket;
    }

    private double refused() {
        return Scrape.of(api).value("operations_memory_refused_total" + KIND);
    }

    /** Within a millisecond nothing comes from a connection that the service has left open. */
    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void theOldestMakesRoomForTheNewest() throws IOException {
        var before = refused();
        for (var i = 0; i < 3 * LIMIT; i++) half();

        await().until(() -> isClosed(open.getFirst()));
        assertThat(refused()).isGreaterThanOrEqualTo(before + 2 * LIMIT - 1);
        assertThat(Scrape.of(api).value("operations_memory_used_bytes" + KIND)).isLessThanOrEqualTo(1 << 20);
        assertThat(Api.on(port).get("/1.0").status()).isEqualTo(200);
    }

    /** A client that waits for its answer is none of them, however long it takes. */
    @Test
    void aConnectionWithARequestIsNotClosedForOthers() throws IOException {
        var gate = Bodies.unique();
        var id = api.schedule(Bodies.gated(gate)).hasStatus(202).id();
        var waiter = RawHttp.send(port, RawHttp.request("GET", "/1.0/operations/" + id + "/wait"));
        await().until(() -> Scrape.of(api).value("operations_waiters") == 1);
        var before = refused();
        for (var i = 0; i < 2 * LIMIT; i++) half();
        await().until(() -> refused() >= before + LIMIT - 1);

        TestHooks.open(gate);

        assertThat(RawHttp.answer(waiter).operationStatus()).isEqualTo("Success");
    }

    /** Each byte begins Tomcat's own time anew. */
    @Test
    void aFirstRequestThatDripsIsCutOff() throws IOException {
        var socket = RawHttp.send(port, "GET /1.0 HTTP/1.1\r\nHost: localhost\r\nX-Half: ");
        open.add(socket);

        await().pollInterval(Duration.ofMillis(50)).until(() -> !drips(socket) || isClosed(socket));
    }

    private static boolean drips(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** A connection that is used again is as good as new, each time. */
    @Test
    void aConnectionIsUsedAgain() throws IOException {
        try (var socket = RawHttp.send(port, "GET /1.0 HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            open.add(socket);
            for (var i = 0; i < 5; i++) {
                await().until(() -> socket.getInputStream().available() > 0);
                socket.getInputStream().readNBytes(socket.getInputStream().available());
                socket.getOutputStream().write("GET /1.0 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            }
            assertThat(RawHttp.text(socket, RawHttp.request("GET", "/1.0"))).contains("HTTP/1.1 200");
        }
    }
}
