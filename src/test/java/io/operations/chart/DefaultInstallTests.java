package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.operations.SelfSignedIssuer;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import io.operations.access.Issuer;
import io.operations.access.Somebody;
import io.operations.client.RequiresClients;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service as a default installation starts it: the variables and the file of the chart, a PostgreSQL and an API server.
 * Only places are others: of files, ports, and the API server.
 */
@RequiresClients(programs = {"curl"})
class DefaultInstallTests {

    private static final Manifests CHART = Chart.render("database.existingSecret.name=pg-app");
    private static final String CLIENT = "system:serviceaccount:" + Chart.NAMESPACE + ":" + Chart.NAME + "-client";
    private static final String IDENTITY = "/var/run/secrets/operation-service";

    private static final String WAIT = "{\"type\": \"wait\", \"inputs\": {\"duration\": \"0.01\"}}";
    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    @TempDir
    private static Path folder;

    private static Issuer apiServer;
    private static ServiceProcess service;
    private static int port;
    private static int managementPort;

    @BeforeAll
    static void install() throws IOException {
        apiServer = SelfSignedIssuer.in(folder);
        apiServer.demand("token-of-the-pod");
        Files.writeString(folder.resolve("token"), "token-of-the-pod");
        managementPort = freePort();
        Files.writeString(folder.resolve("application.yaml"), configuration());
        service = ServiceProcess.startPackaged(folder, environment()).awaitStarted();
        port = STARTED.matcher(service.output())
                .results()
                .mapToInt(it -> Integer.parseInt(it.group(1)))
                .filter(it -> it != managementPort)
                .findFirst()
                .orElseThrow();
    }

    private static String configuration() {
        return CHART.configuration()
                .replace("https://kubernetes.default.svc.cluster.local", apiServer.url())
                .replace("https://kubernetes.default.svc", apiServer.url())
                .replace(IDENTITY, folder.toString());
    }

    private static Map<String, String> environment() {
        var database = TestDatabase.create();
        var environment = new HashMap<String, String>();
        CHART.service().getEnv().stream()
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

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void uninstall() {
        if (service != null) service.close();
        apiServer.close();
    }

    private static String token(String user) {
        return apiServer.token(it -> it.subject(user).audience(List.of(Issuer.AUDIENCE)));
    }

    @Test
    void answersItsProbes() {
        var probes = CHART.service();
        Stream.of(probes.getStartupProbe(), probes.getReadinessProbe(), probes.getLivenessProbe())
                .map(it -> it.getHttpGet())
                .map(HTTPGetAction::getPath)
                .forEach(path -> {
                    assertThat(Somebody.unknown(managementPort).get(path).status()).as(path).isEqualTo(200);
                    assertThat(Somebody.unknown(port).get(path).status()).as(path + " elsewhere").isEqualTo(404);
                });
    }

    @Test
    void isScrapedWhereTheMonitorLooks() {
        var monitor = Chart.render("database.existingSecret.name=pg-app", "monitoring.serviceMonitor.enabled=true")
                .one(ServiceMonitor.class);

        var path = monitor.getSpec().getEndpoints().getFirst().getPath();
        assertThat(Somebody.unknown(managementPort).get(path).text()).contains("operations_slots");
    }

    @Test
    void letsNobodyInWhoIsNotKnown() {
        assertThat(Somebody.unknown(port).get("/1.0").status()).isEqualTo(200);
        assertThat(Somebody.unknown(port).get("/1.0/operations").status()).isEqualTo(403);
        var other = Somebody.withToken(port, token("system:serviceaccount:other:default"));
        assertThat(other.post("/1.0/operations", WAIT).status()).isEqualTo(404);
    }

    @Test
    void letsItsClientScheduleAndNothingElse() {
        var client = Somebody.withToken(port, token(CLIENT));

        assertThat(client.post("/1.0/operations", WAIT).status())
                .isEqualTo(202);
        assertThat(client.post("/1.0/projects", "{\"name\": \"mine\"}").status()).isEqualTo(403);
    }

    @Test
    void logsInJsonAsThePodThatItIs() {
        var lines = service.output().lines().filter(it -> it.startsWith("{") && it.endsWith("}")).toList();

        assertThat(lines).isNotEmpty().allSatisfy(it -> assertThat(JsonMapper.shared().readTree(it).has("@timestamp"))
                .isTrue());
        assertThat(Somebody.withToken(port, token(CLIENT)).get("/1.0/cluster").text()).contains("ops-0");
    }

    @Test
    void passesTheTestOfTheChart() throws IOException, InterruptedException {
        var test = CHART.one(Pod.class).getSpec().getContainers().getFirst();
        Files.writeString(folder.resolve("client-token"), token(CLIENT));

        assertThat(run(test.getCommand(), folder.resolve("client-token"))).isZero();

        Files.writeString(folder.resolve("client-token"), token("system:serviceaccount:other:default"));
        assertThat(run(test.getCommand(), folder.resolve("client-token"))).isNotZero();
    }

    private static int run(List<String> command, Path token) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true);
        process.redirectOutput(folder.resolve("test.log").toFile());
        process.environment().put("SERVICE", "http://127.0.0.1:" + port);
        process.environment().put("TOKEN", token.toString());
        return process.start().waitFor();
    }
}
