package io.operations.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.ServiceTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Thousands of bad requests of a trusted caller: each is refused, none leaves anything, not even memory. */
@ServiceTest
class HostileRequestTests {

    private static final int LEAST = 10_000;

    private final int port;
    private final JdbcClient jdbc;

    HostileRequestTests(@LocalServerPort int port, JdbcClient jdbc) {
        this.port = port;
        this.jdbc = jdbc;
    }

    static List<Attack> attacks() {
        return Stream.of(
                        BodyAttacks.all(),
                        QueryAttacks.all(),
                        HeaderAttacks.all(),
                        PathAttacks.all(),
                        SmuggledAttacks.all())
                .flatMap(it -> it)
                .toList();
    }

    /** The first time warms up; whatever the second adds has leaked. */
    @Test
    void refusesThemAllAndKeepsNothing(@TempDir Path directory) throws IOException {
        try (var aftermath = new Aftermath(jdbc)) {
            assertThat(new Siege(port).lay(attacks())).isGreaterThan(LEAST);
            aftermath.assertNothingIsLeft(Api.on(port));
            var warm = Footprint.now(directory);

            new Siege(port).lay(attacks());
            aftermath.assertNothingIsLeft(Api.on(port));
            var after = Footprint.now(directory);

            after.assertNotBeyond(warm);
        }
        Aftermath.assertServes(Api.on(port));
    }
}
