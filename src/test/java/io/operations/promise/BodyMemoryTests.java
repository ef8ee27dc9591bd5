package io.operations.promise;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.NamedCallers;
import io.operations.RawHttp;
import io.operations.Scrape;
import io.operations.ServiceTest;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Row J: bodies that never end take no more memory than they may, and none that others need. */
@ServiceTest
@Import(NamedCallers.class)
@TestPropertySource(properties = "operations.memory.bodies=4MB")
class BodyMemoryTests {

    private static final String TAKEN = "operations_memory_used_bytes{kind=\"bodies\"}";
    private static final int MOST = 20;

    private final int port;
    private final List<Socket> open = new ArrayList<>();

    BodyMemoryTests(@LocalServerPort int port) {
        this.port = port;
    }

    @AfterEach
    void closeAll() throws IOException {
        for (var socket : open) socket.close();
    }

    private Socket unfinished(String caller, int length, int sent) throws IOException {
        var socket = RawHttp.send(
                port,
                "POST /1.0/operations HTTP/1.1\r\nHost: localhost\r\nCaller: tls/" + caller
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n{"
                        + " ".repeat(sent - 1));
        open.add(socket);
        return socket;
    }

    /** What has come; the connection goes on, for the rest of the body. */
    private static Api.Answer answer(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var text = new StringBuilder();
        await().until(() -> {
            text.append(new String(in.readNBytes(in.available()), ISO_8859_1));
            return isWhole(text.toString());
        });
        return RawHttp.parse(text.toString());
    }

    /** In chunks an answer is whole with the last one. */
    private static boolean isWhole(String answer) {
        return answer.toLowerCase(Locale.ROOT).contains("transfer-encoding")
                ? answer.endsWith("\r\n0\r\n\r\n")
                : answer.endsWith("}");
    }

    private double taken() {
        return Scrape.of(Api.on(port)).value(TAKEN);
    }

    @Test
    void oneCallerIsRefusedBeforeTheMemoryOfAllIsTaken() throws IOException {
        for (var refused = false; !refused; ) {
            assertThat(open).as("bodies that one caller has open").hasSizeLessThan(MOST);
            var before = taken();
            var socket = unfinished("greedy", 1_000_000, 200_000);
            await().until(() -> socket.getInputStream().available() > 0 || taken() > before + 200_000);
            refused = socket.getInputStream().available() > 0;
        }

        var answer = answer(open.getLast());
        answer.refuses(429, "Request bodies of one caller");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(scheduled("other")).startsWith("HTTP/1.1 202");
        closeAll();
        await().until(() -> taken() == 0);
        assertThat(scheduled("greedy")).startsWith("HTTP/1.1 202");
    }

    private String scheduled(String caller) throws IOException {
        var body = "{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}";
        var socket = RawHttp.send(
                port,
                "POST /1.0/operations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCaller: tls/" + caller
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** What was announced takes nothing before it comes. */
    @Test
    void anAnnouncedLengthTakesNoMemory() throws IOException {
        for (var i = 0; i < MOST; i++) unfinished("slow", 1_000_000, 1);

        await().until(() -> taken() >= MOST * 8 * 1024);
        assertThat(taken()).isLessThan(MOST * 10 * 1024);
    }

    /** Nothing of it is read: the answer is there while the body has not begun. */
    @ParameterizedTest
    @CsvSource({
        "/1.0/operations, 1048577",
        "/1.0/operations/019a0000-0000-7000-8000-000000000000/redeem, 4097",
        "/1.0/certificates, 65537",
        "/1.0/projects, 1048577"
    })
    void refusesByTheAnnouncedLength(String path, int length) throws IOException {
        var socket = RawHttp.send(
                port,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + length + "\r\n\r\n");
        open.add(socket);
        answer(socket).refuses(413, "Request body must be at most " + (length - 1) + " bytes");
    }

    /** Brackets become a tree of many times their size. */
    @Test
    void refusesWhatWouldBeATreeOfManyTimesItsSize() {
        var body = "{\"type\": \"wait\", \"metadata\": {\"a\": [" + "[],".repeat(20_000) + "[]]}}";
        RawHttp.exchange(
                        port,
                        "POST /1.0/operations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                .refuses(413, "too many values");
    }
}
