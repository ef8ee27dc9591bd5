package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.FreshDatabase;
import io.operations.access.ClientCertificate;
import io.operations.access.Somebody;
import io.operations.access.TlsTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextConfiguration;

/** {@code lxc config trust} over a Unix socket. */
@RequiresClients(programs = "lxc")
@TlsTest
@ContextConfiguration(initializers = {FreshDatabase.class, TlsTest.WithCertificate.class, UnixSocket.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LxcTrustTests {

    private final Path socket;
    private final Somebody admin;

    private Path home;
    private Lxc lxc;

    LxcTrustTests(@LocalServerPort int port, Environment environment) {
        socket = UnixSocket.of(environment);
        admin = Somebody.unknown(port);
    }

    @BeforeAll
    void open(@TempDir Path folder) {
        home = folder;
        lxc = Lxc.overUnixSocket(home, socket);
    }

    @AfterAll
    void close() throws Exception {
        lxc.close();
    }

    private Command.Ended trust(String... arguments) {
        var words = Stream.concat(Stream.of("config", "trust"), Stream.of(arguments));
        return lxc.run(words.toArray(String[]::new));
    }

    @Test
    void addsAndRemovesACertificate() throws Exception {
        var certificate = ClientCertificate.fresh();
        var file = Files.writeString(home.resolve("somebody.crt"), certificate.pem());
        var brief = certificate.fingerprint().substring(0, 12);

        trust("add", lxc.at(""), file.toString(), "--name", "laptop").succeeds();

        assertThat(trust("list", lxc.at(""), "--format", "csv").succeeds().output())
                .contains("client,laptop,", brief);
        assertThat(trust("show", lxc.at(certificate.fingerprint())).succeeds().output())
                .contains("name: laptop", "type: client", "restricted: false", "-----BEGIN CERTIFICATE-----");
        assertThat(trust("show", lxc.at(brief)).succeeds().output()).contains("name: laptop");

        trust("remove", lxc.at(brief)).succeeds();

        assertThat(trust("list", lxc.at(""), "--format", "csv").succeeds().output())
                .doesNotContain(brief);
        trust("remove", lxc.at(brief)).fails("Error: Certificate not found");
    }

    @Test
    void restrictsACertificate() throws Exception {
        var certificate = ClientCertificate.fresh();
        var file = Files.writeString(home.resolve("restricted.crt"), certificate.pem());

        trust("add", lxc.at(""), file.toString(), "--name", "laptop", "--restricted", "--projects", "default")
                .succeeds();

        var view = admin.get("/1.0/certificates/" + certificate.fingerprint()).metadata();
        assertThat(view.path("restricted").asBoolean()).isTrue();
        assertThat(view.path("projects").toString()).isEqualTo("[\"default\"]");
    }

    @Test
    // With a remote and no file it takes the remote for the file.
    void issuesAndRevokesATrustToken() throws Exception {
        var issued = trust("add", "--name", "desktop").succeeds().output();
        var token = issued.strip().lines().toList().getLast();

        assertThat(trust("list-tokens", lxc.at(""), "--format", "csv")
                        .succeeds()
                        .output())
                .contains("desktop", token);

        trust("revoke-token", lxc.at("desktop")).succeeds();

        assertThat(trust("list-tokens", lxc.at(""), "--format", "csv")
                        .succeeds()
                        .output())
                .doesNotContain("desktop");
        try (var other = Lxc.stranger(Files.createDirectory(home.resolve("other")))) {
            other.addRemote(admin.tlsAddress(), "--password", token).fails("Error: ");
        }
    }
}
