package io.operations.client;

import io.operations.access.ClientCertificate;
import io.operations.access.Somebody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The stock pylxd: runs the scripts of {@code src/test/resources/pylxd}, which connect as {@code connection.py} says. */
final class Pylxd implements AutoCloseable {

    private final Path home;
    private final Map<String, String> environment;

    private Pylxd(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    static Pylxd overUnixSocket(Path home, Path socket) {
        UnixSocket.link(home, socket);
        return new Pylxd(home, Surroundings.of(home));
    }

    /** Over TLS, with a certificate that is trusted. It checks the server's, which is in this file. */
    static Pylxd overTls(Path home, int port, Path serverCertificate) throws IOException {
        var admin = Somebody.unknown(port);
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin);
        var environment = new HashMap<>(Surroundings.of(home));
        environment.put("PYLXD_ENDPOINT", "https://" + admin.tlsAddress());
        environment.put("PYLXD_VERIFY", serverCertificate.toAbsolutePath().toString());
        environment.put("PYLXD_CERT", written(home.resolve("client.crt"), certificate.pem()));
        environment.put("PYLXD_KEY", written(home.resolve("client.key"), certificate.keyPem()));
        return new Pylxd(home, environment);
    }

    private static String written(Path file, String content) throws IOException {
        return Files.writeString(file, content).toString();
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
    public void close() {
        UnixSocket.unlink(home);
    }
}
