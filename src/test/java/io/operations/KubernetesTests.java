package io.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.access.Issuer;
import io.operations.access.Somebody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/**
 * Tokens of service accounts, as Kubernetes makes them: its API server serves the keys over TLS with a certificate of the
 * cluster's own authority, and only to who shows a token of a service account too.
 */
@ServiceTest
@ContextConfiguration(initializers = {FreshDatabase.class, KubernetesTests.Cluster.class})
class KubernetesTests {

    private static final String OWN_TOKEN = "token-of-the-service-itself";
    private static final String IMPORTER = "system:serviceaccount:payments:importer";

    private final int port;

    KubernetesTests(@LocalServerPort int port) {
        this.port = port;
    }

    /** What a pod finds in its file system, and the properties of the README. */
    static final class Cluster implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        private static final Path FILES = Path.of("target", "kubernetes");
        private static final Issuer API_SERVER = apiServer();

        private static Issuer apiServer() {
            try {
                Files.createDirectories(FILES);
                Files.writeString(FILES.resolve("token"), "stale");
                return SelfSignedIssuer.in(FILES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of("operations.authentication.trust-loopback=false")
                    .and(properties().toArray(String[]::new))
                    .applyTo(context);
        }

        /** Those of the README, with this cluster's places. */
        private static Stream<String> properties() {
            try {
                var readme = Files.readString(Path.of("README.md"));
                var begin = readme.indexOf("```properties", readme.indexOf("### Service accounts of Kubernetes"));
                return readme.substring(readme.indexOf('\n', begin) + 1, readme.indexOf("```", begin + 3))
                        .replace("https://kubernetes.default.svc.cluster.local", API_SERVER.url())
                        .replace("/var/run/secrets/kubernetes.io/serviceaccount", FILES.toString())
                        .replace("0.0.0.0", "127.0.0.1")
                        .lines();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** As the API server signs them for a pod that asks for one for this audience. */
    private static String token() {
        var kubernetes = Map.of("namespace", "payments", "serviceaccount", Map.of("name", "importer", "uid", "1"));
        return Cluster.API_SERVER.token(
                it -> it.subject(IMPORTER).audience(List.of(Issuer.AUDIENCE)).claim("kubernetes.io", kubernetes));
    }

    @Test
    void letsAServiceAccountIn() throws IOException {
        Cluster.API_SERVER.demand(OWN_TOKEN);
        var importer = Somebody.withToken(port, token());
        var refused = importer.get("/1.0/operations");
        assertThat(refused.status()).as("the service itself has a stale token").isEqualTo(503);
        assertThat(refused.body().path("error").asString())
                .isEqualTo("The keys of the token's issuer are not available");

        Files.writeString(Cluster.FILES.resolve("token"), OWN_TOKEN + "\n");
        var scheduled = importer.post("/1.0/operations", "{\"type\": \"noop\"}");

        assertThat(scheduled.status()).as(scheduled.text()).isEqualTo(202);
        assertThat(scheduled.metadata().at("/requestor/username").asString()).isEqualTo(IMPORTER);
        assertThat(scheduled.metadata().at("/requestor/protocol").asString()).isEqualTo("bearer");
        assertThat(importer.get("/1.0/operations/" + scheduled.id() + "/wait").status())
                .isEqualTo(200);
        assertThat(importer.get("/1.0/projects").body().path("metadata").toString())
                .isEqualTo("[\"/1.0/projects/default\"]");
        assertThat(importer.post("/1.0/projects", "{\"name\": \"mine\"}").status())
                .isEqualTo(403);
    }
}
