package io.operations.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.RawHttp;
import io.operations.ServiceTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Clients that stall, vanish or never say what they want keep nobody else from being served. */
@ServiceTest
class HostileClientTests {

    private static final int CROWD = 300;
    private static final String HEAD =
            "POST /1.0/operations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    private final int port;
    private final Api api;
    private final JdbcClient jdbc;
    private final List<Socket> crowd = new ArrayList<>();

    HostileClientTests(@LocalServerPort int port, JdbcClient jdbc) {
        this.port = port;
        this.api = Api.on(port);
        this.jdbc = jdbc;
    }

    @AfterEach
    void leave() throws IOException {
        for (var socket : crowd) reset(socket);
        crowd.clear();
    }

    /** Gone without a goodbye. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void crowd(String beginning) throws IOException {
        for (var i = 0; i < CROWD; i++) crowd.add(RawHttp.send(port, beginning));
    }

    /** A byte more of each, as slow clients do. */
    private void trickle(String bytes) throws IOException {
        for (var next : bytes.split(""))
            for (var socket : crowd) socket.getOutputStream().write(next.charAt(0));
    }

    private void assertOthersAreServed(String beginning, String more) throws IOException {
        try (var aftermath = new Aftermath(jdbc)) {
            crowd(beginning);
            Aftermath.assertServes(api);
            trickle(more);
            Aftermath.assertServes(api);
            leave();
            aftermath.assertQuiet(api);
        }
    }

    @Test
    void servesWhileHeadsTrickle() throws IOException {
        assertOthersAreServed(HEAD, "X: 1\r\nY");
    }

    @Test
    void servesWhileBodiesTrickle() throws IOException {
        assertOthersAreServed(HEAD + "Content-Length: 1000\r\n\r\n{", "\"type\":");
    }

    @Test
    void servesWhileChunksTrickle() throws IOException {
        assertOthersAreServed(HEAD + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", "5\r\n\"t");
    }

    @Test
    void servesWhileConnectionsAreSilent() throws IOException {
        assertOthersAreServed("", "G");
    }

    @Test
    void servesWhileHandshakesTrickle() throws IOException {
        assertOthersAreServed("GET /1.0/events HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n", "Conn");
    }

    /** What they have sent so far is nothing that could be acted upon. */
    @Test
    void forgetsWhoVanishes(@TempDir Path directory) throws IOException {
        var request = HEAD + "Content-Length: 100\r\n\r\n{\"type\": \"noop\", \"metadata\": {";
        try (var aftermath = new Aftermath(jdbc)) {
            vanishAtEachByte(request);
            aftermath.assertNothingIsLeft(api);
            var warm = Footprint.now(directory);

            vanishAtEachByte(request);
            aftermath.assertNothingIsLeft(api);
            Footprint.now(directory).assertNotBeyond(warm);
        }
        Aftermath.assertServes(api);
    }

    private void vanishAtEachByte(String request) throws IOException {
        for (var end = 0; end <= request.length(); end++) {
            reset(RawHttp.send(port, request.substring(0, end)));
            RawHttp.send(port, request.substring(0, end)).close();
        }
    }

    /** The answers of those that wait have nobody to go to. */
    @Test
    void forgetsWaitersThatVanish() throws IOException {
        var endless = api.schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": 600}}")
                .hasStatus(202);
        try (var aftermath = new Aftermath(jdbc)) {
            crowd("GET /1.0/operations/" + endless.id() + "/wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Aftermath.assertServes(api);
            leave();
            api.delete("/1.0/operations/" + endless.id()).hasStatus(200);

            aftermath.assertQuiet(api);
        }
        assertThat(api.await(endless.id()).operationStatus()).isEqualTo("Cancelled");
    }
}
