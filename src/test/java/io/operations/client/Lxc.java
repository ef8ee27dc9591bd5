package io.operations.client;

import io.operations.access.Somebody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The stock {@code lxc}, with a home of its own, talking to one remote. */
final class Lxc implements AutoCloseable {

    private final Path home;
    private final String remote;
    private final Map<String, String> environment;

    private Lxc(Path home, String remote) {
        this.home = home;
        this.remote = remote;
        this.environment = Surroundings.of(home);
    }

    /** Over a Unix socket, which is its remote {@code local:}. */
    static Lxc overUnixSocket(Path home, Path socket) {
        UnixSocket.link(home, socket);
        return new Lxc(home, "local:");
    }

    /** Over TLS, trusted for the certificate that it makes at its first start. */
    static Lxc overTls(Path home, int port) {
        var admin = Somebody.unknown(port);
        var lxc = new Lxc(home, "service:");
        lxc.addRemote(admin.tlsAddress(), "--password", token(admin)).succeeds();
        return lxc;
    }

    /** Where no remote is known yet. */
    static Lxc stranger(Path home) {
        return new Lxc(home, "service:");
    }

    /** A trust token, as an administrator hands it out. */
    static String token(Somebody admin) {
        return admin.post("/1.0/certificates", "{\"name\": \"laptop\", \"token\": true}")
                .metadata()
                .at("/metadata/token")
                .asString();
    }

    /** Has it add its remote, as one whose certificate it takes unseen. */
    Command.Ended addRemote(String address, String... more) {
        var add = Stream.of("remote", "add", "service", "https://" + address, "--accept-certificate");
        return run(Stream.concat(add, Stream.of(more)).toArray(String[]::new));
    }

    /** The remote, or something on it: {@code at("/1.0")}. */
    String at(Object what) {
        return remote + what;
    }

    Command.Ended run(String... arguments) {
        return Command.run(home, environment, command(arguments));
    }

    /** With this to read. */
    Command.Ended runWith(String input, String... arguments) throws IOException {
        var file = Files.writeString(home.resolve("input.txt"), input);
        try (var started = Command.start(home, environment, file, command(arguments))) {
            return started.awaitEnd();
        }
    }

    /** Started and left running; the caller closes it. */
    Command start(String... arguments) {
        return Command.start(home, environment, command(arguments));
    }

    private static String[] command(String... arguments) {
        return Stream.concat(Stream.of("lxc"), Stream.of(arguments)).toArray(String[]::new);
    }

    @Override
    public void close() {
        UnixSocket.unlink(home);
    }
}
