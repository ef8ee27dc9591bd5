package io.operations.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Attachment;
import io.operations.Listener;
import io.operations.RawHttp;
import io.operations.Scrape;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import io.operations.client.RequiresClients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two members behind the nginx of {@code docker-compose.yml}: clients see one service, and not that there is an nginx. */
@RequiresClients(programs = "nginx")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FrontTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int LARGEST = 1_048_576;
    private static final String NOW = "{\"type\": \"wait\", \"inputs\": {\"duration\": 0}}";
    private static final String LATER = "{\"type\": \"wait\", \"inputs\": {\"duration\": 600}}";

    @TempDir
    private static Path folder;

    private ServiceProcess a;
    private ServiceProcess b;
    private Nginx nginx;
    private Api front;

    @BeforeAll
    void start() {
        var database = TestDatabase.create();
        a = startMember(database, "a");
        b = startMember(database, "b");
        a.awaitStarted();
        b.awaitStarted();
        nginx = new Nginx(folder, List.of(a, b));
        front = Api.on(nginx.port());
    }

    private static ServiceProcess startMember(TestDatabase database, String name) {
        return ServiceProcess.startMember(folder, name, database, "--operations.authentication.trust-everybody=true");
    }

    @AfterAll
    void stop() {
        a.close();
        b.close();
        nginx.close();
    }

    @Test
    void callsBothMembers() {
        var called = IntStream.range(0, 10)
                .mapToObj(_ ->
                        front.get("/1.0/cluster").metadata().path("server_name").asString())
                .collect(Collectors.toSet());

        assertThat(called).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void passesEventsAndChannels() throws Exception {
        var relay = front.schedule("{\"type\": \"relay\"}").hasStatus(202);
        try (var listener = Listener.on(nginx.port(), "type=operation");
                var zero = Attachment.to(nginx.port(), relay, "0");
                var one = Attachment.to(nginx.port(), relay, "1")) {
            zero.say("grüße");
            assertThat(one.hear()).isEqualTo("grüße");
            one.say(new byte[] {-1, 0, 1});
            assertThat(zero.hear()).isEqualTo(ByteBuffer.wrap(new byte[] {-1, 0, 1}));
            one.leave(1000, "");

            assertThat(front.await(relay.id()).operationStatus()).isEqualTo("Success");
            await().atMost(LONG).until(() -> listener.statuses(relay.id()).contains("Success"));
        }
    }

    @Test
    void passesBodiesOfTheServicesOwnSize() {
        front.schedule(NOW + " ".repeat(LARGEST - NOW.length())).hasStatus(202);
        front.schedule(NOW + " ".repeat(LARGEST - NOW.length() + 1)).refuses(413);
    }

    /** By itself: the service does not say such things. */
    @Test
    void refusesOtherNamesAndWhatMembersSayToEachOther() throws IOException {
        var rebound = "GET /1.0/operations HTTP/1.1\r\nHost: pages.example.com\r\nConnection: close\r\n\r\n";
        assertThat(RawHttp.answer(RawHttp.send(nginx.port(), rebound)).status()).isEqualTo(421);
        assertThat(Api.ofOthers(nginx.port()).get("/internal/1.0/events").status())
                .isEqualTo(404);
    }

    /** Also what it means for those who wait that one of the members is replaced. */
    @Test
    @Order(Integer.MAX_VALUE)
    void sendsThoseWhoWaitToTheOtherWhenAMemberLeaves() {
        var id = b.api().schedule(LATER).hasStatus(202).id();
        var waits = IntStream.range(0, 4)
                .mapToObj(_ -> front.getLater("/1.0/operations/" + id + "/wait?timeout=-1"))
                .toList();
        await().atMost(LONG).until(() -> waiters(a) + waiters(b) == waits.size());
        assertThat(waiters(a)).isPositive();

        a.terminate();
        assertThat(a.awaitExit()).isZero();
        await().atMost(LONG).until(() -> waiters(b) == waits.size());
        front.delete("/1.0/operations/" + id).hasStatus(200);

        assertThat(waits)
                .allSatisfy(it ->
                        assertThat(it.join().hasStatus(200).operationStatus()).isEqualTo("Cancelled"));
    }

    private static double waiters(ServiceProcess member) {
        return Scrape.of(member.api()).value("operations_waiters");
    }
}
