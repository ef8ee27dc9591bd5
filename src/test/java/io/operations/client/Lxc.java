package io.operations.client;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The stock {@code lxc}, with a home of its own, talking to one remote. */
final class Lxc implements AutoCloseable {

    private final Path home;
    private final String remote;
    private final Map<String, String> environment;
    private final AutoCloseable connection;

    private Lxc(Path home, String remote, AutoCloseable connection) {
        this.home = home;
        this.remote = remote;
        this.environment = Surroundings.of(home);
        this.connection = connection;
    }

    /** Over a Unix socket, which is its remote {@code local:}. */
    static Lxc overUnixSocket(Path home, int port) {
        return new Lxc(home, "local:", UnixSocket.open(home, port));
    }

    /** The remote, or something on it: {@code at("/1.0")}. */
    String at(Object what) {
        return remote + what;
    }

    Command.Ended run(String... arguments) {
        return Command.run(home, environment, command(arguments));
    }

    /** Started and left running; the caller closes it. */
    Command start(String... arguments) {
        return Command.start(home, environment, command(arguments));
    }

    private static String[] command(String... arguments) {
        return Stream.concat(Stream.of("lxc"), Stream.of(arguments)).toArray(String[]::new);
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
