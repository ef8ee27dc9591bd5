package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.operations.access.Somebody;
import io.operations.client.RequiresClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A default installation does what is said of it. */
@RequiresClients(programs = {"curl"})
class DefaultInstallTests {

    private static final String DATABASE = "database.existingSecret.name=pg-app";
    private static final Manifests CHART = Chart.render(DATABASE);
    private static final String STRANGER = "system:serviceaccount:other:default";
    private static final String WAIT = "{\"type\": \"wait\", \"inputs\": {\"duration\": \"0.01\"}}";

    @TempDir
    private static Path folder;

    private static Installation member;

    @BeforeAll
    static void install() throws IOException {
        member = new Installation(CHART, folder).awaitStarted();
    }

    @AfterAll
    static void uninstall() {
        member.close();
    }

    private static Somebody unknown() {
        return Somebody.unknown(member.port());
    }

    private static Somebody known(String user) {
        return Somebody.withToken(member.port(), member.token(user));
    }

    static Stream<String> probed() {
        var service = CHART.service();
        return Stream.of(service.getStartupProbe(), service.getReadinessProbe(), service.getLivenessProbe())
                .map(Probe::getHttpGet)
                .map(HTTPGetAction::getPath);
    }

    @Test
    void answersItsProbesOnTheManagementPortOnly() {
        var management = Somebody.unknown(member.managementPort());

        assertThat(probed()).allSatisfy(path -> {
            assertThat(management.get(path).status()).isEqualTo(200);
            assertThat(unknown().get(path).status()).isEqualTo(403);
        });
    }

    @Test
    void isScrapedWhereTheMonitorLooks() {
        var monitor =
                Chart.render(DATABASE, "monitoring.serviceMonitor.enabled=true").one(ServiceMonitor.class);

        var path = monitor.getSpec().getEndpoints().getFirst().getPath();
        assertThat(Somebody.unknown(member.managementPort()).get(path).text()).contains("operations_slots");
    }

    @Test
    void letsNobodyInWhoIsNotKnown() {
        assertThat(unknown().get("/1.0").status()).isEqualTo(200);
        assertThat(unknown().get("/1.0/operations").status()).isEqualTo(403);
        assertThat(known(STRANGER).post("/1.0/operations", WAIT).status()).isEqualTo(404);
    }

    @Test
    void letsItsClientScheduleAndNothingElse() {
        var client = known(Installation.CLIENT);

        assertThat(client.post("/1.0/operations", WAIT).status()).isEqualTo(202);
        assertThat(client.post("/1.0/projects", "{\"name\": \"mine\"}").status())
                .isEqualTo(403);
    }

    @Test
    void logsInJsonAsThePodThatItIs() {
        var lines = member.output()
                .lines()
                .filter(it -> it.startsWith("{") && it.endsWith("}"))
                .toList();

        assertThat(lines)
                .isNotEmpty()
                .allMatch(it -> JsonMapper.shared().readTree(it).has("@timestamp"));
        assertThat(known(Installation.CLIENT).get("/1.0/cluster").text()).contains("ops-0");
    }

    @Test
    void passesTheTestOfTheChart() throws Exception {
        var test = CHART.one(Pod.class).getSpec().getContainers().getFirst().getCommand();

        assertThat(run(test, Installation.CLIENT)).isZero();
        assertThat(run(test, STRANGER)).isNotZero();
    }

    private static int run(List<String> command, String user) throws Exception {
        var token = Files.writeString(folder.resolve("client-token"), member.token(user));
        var service = "http://127.0.0.1:" + member.port();
        return execute(command, Map.of("SERVICE", service, "TOKEN", token.toString()))
                .waitFor();
    }

    private static Process execute(List<String> command, Map<String, String> environment) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true);
        process.redirectOutput(folder.resolve("output").toFile());
        process.environment().putAll(environment);
        return process.start();
    }

    /** Word for word but for the port, by a shell whose kubectl knows that one token. */
    @Test
    void tellsAFirstCommandThatWorks() throws Exception {
        var notes = Chart.notes("trial.postgresql.enabled=true");
        var command = notes.substring(notes.indexOf("  curl"), notes.indexOf("\n\n", notes.indexOf("  curl")));
        var programs = Files.createDirectories(folder.resolve("programs"));
        var kubectl = Files.writeString(programs.resolve("kubectl"), kubectl());
        Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwxr-xr-x"));

        var script = command.replace("localhost:8080", "localhost:" + member.port());
        var path = programs + ":" + System.getenv("PATH");

        assertThat(execute(List.of("sh", "-ec", script), Map.of("PATH", path)).waitFor())
                .isZero();
        assertThat(folder.resolve("output")).content().contains(" 202", "\"Operation created\"");
    }

    private static String kubectl() {
        return """
                #!/bin/sh
                test "$*" = "--namespace %s create token %s-client --audience operation-service" && echo "%s"
                """.formatted(Chart.NAMESPACE, Chart.NAME, member.token(Installation.CLIENT));
    }
}
