package io.operations.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.ServiceTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Thousands of bad requests of a trusted caller: each is refused, none leaves anything. */
@ServiceTest
class HostileRequestTests {

    private static final int LEAST = 2_000;

    private final int port;
    private final JdbcClient jdbc;

    HostileRequestTests(@LocalServerPort int port, JdbcClient jdbc) {
        this.port = port;
        this.jdbc = jdbc;
    }

    static List<Attack> attacks() {
        return Stream.of(BodyAttacks.all(), QueryAttacks.all(), HeaderAttacks.all(), PathAttacks.all(), SmuggledAttacks.all())
                .flatMap(it -> it)
                .toList();
    }

    @Test
    void refusesThemAllAndKeepsNothing() {
        try (var aftermath = new Aftermath(jdbc)) {
            var t0 = System.nanoTime();
            assertThat(new Siege(port).lay(attacks())).isGreaterThan(LEAST);
            System.out.println("TOOK " + (System.nanoTime() - t0) / 1000000);

            aftermath.assertNothingIsLeft(Api.on(port));
        }
        Aftermath.assertServes(Api.on(port));
    }
}
