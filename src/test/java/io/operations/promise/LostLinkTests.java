package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Attachment;
import io.operations.Listener;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import io.operations.fault.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members that both reach the database, and lose each other. */
class LostLinkTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String RELAY = "{\"type\": \"relay\", \"class\": \"websocket\"}";
    private static final String SHORT = "{\"type\": \"wait\", \"inputs\": {\"duration\": \"0.2\"}}";

    @TempDir
    private static Path folder;

    private final TestDatabase database = TestDatabase.create();
    private final Proxy wayToA = new Proxy(() -> this.a.port());
    private ServiceProcess a;
    private ServiceProcess b;

    @BeforeEach
    void startBoth() {
        a = start("a", "--operations.member.address=http://127.0.0.1:" + wayToA.port());
        b = start("b");
        a.awaitStarted();
        b.awaitStarted();
    }

    @AfterEach
    void killBoth() {
        a.close();
        b.close();
        wayToA.close();
    }

    private ServiceProcess start(String name, String... more) {
        var arguments = new ArrayList<>(List.of(
                "--operations.member.heartbeat-interval=500ms",
                "--operations.member.offline-threshold=2s",
                "--operations.member.link-silence=3s"));
        arguments.addAll(List.of(more));
        return ServiceProcess.startMember(folder, name, database, arguments.toArray(String[]::new));
    }

    @Test
    void noticeThatNothingIsHeardAnyMore() throws Exception {
        var relay = a.api().schedule(RELAY).hasStatus(202);
        try (var client = Attachment.to(b.port(), relay, "0");
                var listener = Listener.on(b.port(), "type=operation")) {
            await().atMost(LONG).until(() -> {
                var heard = a.api().schedule(SHORT).hasStatus(202).id();
                a.api().await(heard);
                return listener.changes(heard).contains("Running");
            });

            wayToA.silence();
            var unheard = a.api().schedule(SHORT).hasStatus(202).id();
            assertThat(a.api().await(unheard).operationStatus()).isEqualTo("Success");

            await().atMost(LONG).until(() -> listener.changes(unheard).contains("Success"));
            assertThat(client.end().code()).isEqualTo(1011);
        }
    }

    @Test
    void tellWhoIsAttachedThatItsMemberWasKilled() throws Exception {
        var relay = a.api().schedule(RELAY).hasStatus(202);
        try (var client = Attachment.to(b.port(), relay, "0")) {
            a.kill();

            assertThat(client.end().code()).isEqualTo(1011);
        }
    }
}
