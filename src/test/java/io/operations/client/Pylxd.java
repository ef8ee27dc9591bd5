package io.operations.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The stock pylxd: runs the scripts of {@code src/test/resources/pylxd}, which connect as {@code connection.py} says. */
final class Pylxd implements AutoCloseable {

    private final Path home;
    private final Map<String, String> environment;
    private final AutoCloseable connection;

    private Pylxd(Path home, AutoCloseable connection) {
        this.home = home;
        this.environment = Surroundings.of(home);
        this.connection = connection;
    }

    static Pylxd overUnixSocket(Path home, int port) {
        return new Pylxd(home, UnixSocket.open(home, port));
    }

    Command.Ended run(String script, String... arguments) {
        return Command.run(home, environment, command(script, arguments));
    }

    /** Started and left running; the caller closes it. */
    Command start(String script, String... arguments) {
        return Command.start(home, environment, command(script, arguments));
    }

    private static String[] command(String script, String... arguments) {
        var path = Path.of("src/test/resources/pylxd", script).toAbsolutePath().toString();
        return Stream.concat(List.of(InstalledClients.PYTHON, "-W", "ignore", path).stream(), Stream.of(arguments))
                .toArray(String[]::new);
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
