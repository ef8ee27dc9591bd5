package io.operations.client;

import io.operations.FreshDatabase;
import io.operations.ServiceTest;
import java.nio.file.Path;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextConfiguration;

/** {@code lxc query} over a Unix socket. */
@RequiresClients(programs = "lxc")
@ServiceTest
@ContextConfiguration(initializers = {FreshDatabase.class, UnixSocket.class})
class LxcQueryTests extends LxcQueryContract {

    private final Path socket;

    LxcQueryTests(@LocalServerPort int port, Environment environment) {
        super(Service.on(port));
        socket = UnixSocket.of(environment);
    }

    @Override
    Lxc connect(Path home) {
        return Lxc.overUnixSocket(home, socket);
    }
}
