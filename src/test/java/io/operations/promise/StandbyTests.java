package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import io.operations.fault.Proxy;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows S and B5, with a real standby: the name of the database leads to it for a while, and then to the primary again. */
class StandbyTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String SHORT = "{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}";

    @TempDir
    private Path folder;

    /** Connections that were made to the standby stay open: nothing but its refusals says what it is. */
    @Test
    void isLeftAsSoonAsTheNameLeadsToThePrimaryAgain() {
        var data = folder.resolve("primary");
        try (var primary = new OwnPostgres(data)) {
            var target = new AtomicInteger(primary.port());
            try (var proxy = new Proxy(target::get);
                    var member = start(proxy)) {
                var api = member.awaitStarted().api();
                api.schedule(SHORT).hasStatus(202);
                try (var standby = new Standby(primary, data, folder.resolve("standby"))) {
                    awaitMember(standby);

                    target.set(standby.port());
                    proxy.cut();
                    await().atMost(LONG).until(() -> readiness(api) == 503);
                    assertThat(api.schedule(SHORT).status()).isEqualTo(503);
                    assertThat(api.get("/1.0/operations").status())
                            .as("reading")
                            .isEqualTo(200);

                    target.set(primary.port());
                    await().atMost(LONG).until(() -> readiness(api) == 200);
                    await().atMost(LONG).until(() -> api.schedule(SHORT).status() == 202);
                    for (var i = 0; i < 20; i++) api.schedule(SHORT).hasStatus(202);
                }
            }
        }
    }

    private ServiceProcess start(Proxy proxy) {
        return ServiceProcess.startMember(
                folder,
                "a",
                new TestDatabase("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres", "postgres", ""),
                "--operations.member.heartbeat-interval=500ms",
                "--operations.member.offline-threshold=5m");
    }

    private static int readiness(Api api) {
        return api.get("/actuator/health/readiness").status();
    }

    private static void awaitMember(Standby standby) {
        await().atMost(LONG).ignoreExceptions().until(() -> {
            try (var connection = DriverManager.getConnection(standby.url(), "postgres", "");
                    var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT pg_is_in_recovery() FROM member WHERE name = 'a'")) {
                return row.next() && row.getBoolean(1);
            }
        });
    }
}
