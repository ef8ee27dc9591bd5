package io.operations.chart;

import io.fabric8.kubernetes.api.model.Secret;
import io.operations.Ports;
import io.operations.SelfSignedIssuer;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import io.operations.access.Issuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A member as the chart would have it started: with its variables and its file, a PostgreSQL and an API server. Only places are
 * others: of files, ports, and the API server.
 */
final class Installation implements AutoCloseable {

    static final String CLIENT = "system:serviceaccount:" + Chart.NAMESPACE + ":" + Chart.NAME + "-client";

    private static final String OWN_TOKEN = "token-of-the-pod";
    private static final Pattern STARTED = Pattern.compile("Tomcat started on ports? (\\d+) \\(http\\)");

    private final Manifests rendered;
    private final Path folder;
    private final Issuer apiServer;
    private final int managementPort;
    private final int tlsPort;
    private final ServiceProcess process;

    /** @param folder empty, for its files */
    Installation(Manifests rendered, Path folder) throws IOException {
        this.rendered = rendered;
        this.folder = folder;
        apiServer = SelfSignedIssuer.in(folder);
        apiServer.demand(OWN_TOKEN);
        managementPort = Ports.free();
        tlsPort = Ports.free();
        Files.writeString(folder.resolve("token"), OWN_TOKEN);
        SelfSignedIssuer.certificateIn(folder);
        Files.writeString(folder.resolve("keys"), keys());
        Files.writeString(folder.resolve("application.yaml"), configuration());
        process = ServiceProcess.startPackaged(folder, environment());
    }

    private String keys() {
        return rendered.named(Secret.class, Chart.NAME + "-encryption")
                .getStringData()
                .get("keys");
    }

    private String configuration() {
        return rendered.configuration()
                .replace("https://kubernetes.default.svc.cluster.local", apiServer.url())
                .replace("https://kubernetes.default.svc", apiServer.url())
                .replace("/var/run/secrets/operation-service", folder.toString())
                .replace("/etc/operation-service-tls", folder.toString())
                .replace("/etc/operation-service-keys", folder.toString())
                .replace("operations.tls.port: 8443", "operations.tls.port: " + tlsPort);
    }

    private Map<String, String> environment() {
        var database = TestDatabase.create();
        var environment = new HashMap<String, String>();
        rendered.service().getEnv().stream()
                .filter(it -> it.getValue() != null)
                .forEach(it -> environment.put(it.getName(), it.getValue()));
        environment.put("SPRING_CONFIG_ADDITIONAL_LOCATION", "file:" + folder + "/");
        environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(managementPort));
        environment.put("OPERATIONS_MEMBER_NAME", "ops-0");
        environment.put("SPRING_DATASOURCE_URL", database.url());
        environment.put("SPRING_DATASOURCE_USERNAME", database.username());
        environment.put("SPRING_DATASOURCE_PASSWORD", database.password());
        return environment;
    }

    Installation awaitStarted() {
        process.awaitStarted();
        return this;
    }

    /** The plain one. */
    int port() {
        return STARTED.matcher(process.output())
                .results()
                .mapToInt(it -> Integer.parseInt(it.group(1)))
                .filter(it -> it != managementPort)
                .findFirst()
                .orElseThrow();
    }

    int managementPort() {
        return managementPort;
    }

    int tlsPort() {
        return tlsPort;
    }

    String output() {
        return process.output();
    }

    /** As the cluster makes it for a service account. */
    String token(String user) {
        return apiServer.token(it -> it.subject(user).audience(List.of(Issuer.AUDIENCE)));
    }

    @Override
    public void close() {
        process.close();
        apiServer.close();
    }
}
