package io.operations.client;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests with one {@code lxc} for all of a class, over whatever connection a subclass makes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConnectedLxc {

    final Service service;

    private @Nullable Lxc lxc;

    ConnectedLxc(Service service) {
        this.service = service;
    }

    /** Makes the connection that all tests use. */
    abstract Lxc connect(Path home);

    final Lxc lxc() {
        return Objects.requireNonNull(lxc);
    }

    @BeforeAll
    void open(@TempDir Path home) {
        lxc = connect(home);
    }

    @AfterAll
    void close() throws Exception {
        lxc().close();
    }
}
