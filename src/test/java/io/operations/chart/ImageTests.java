package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.operations.image.Dockerfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The chart runs the image as the {@code Dockerfile} means it, and what {@code docker-compose.yml} runs beside it. */
class ImageTests {

    private static final Manifests RENDERED = Chart.render("trial.postgresql.enabled=true");

    private final Dockerfile image = Dockerfile.read();

    @Test
    void runsAsTheUserOfTheImage() {
        var security = RENDERED.member().getSecurityContext();

        assertThat(image.lastStage().all("USER"))
                .containsExactly(security.getRunAsUser() + ":" + security.getRunAsGroup());
    }

    @Test
    void opensThePortsOfTheImage() {
        assertThat(RENDERED.service().getPorts())
                .extracting(ContainerPort::getContainerPort)
                .map(String::valueOf)
                .containsExactlyInAnyOrder(image.all("EXPOSE").getFirst().split(" "));
    }

    /** What the image sets, and the chart does not set otherwise. */
    @Test
    void setsWhatTheImageSets() {
        image.environment()
                .forEach((name, value) ->
                        assertThat(RENDERED.variable(name).getValue()).as(name).isEqualTo(value));
    }

    /** The cache counts only with the image's own command line and files. */
    @Test
    void startsWhatTheImageStarts() {
        var service = RENDERED.service();

        assertThat(service.getCommand()).isEmpty();
        assertThat(service.getArgs()).isEmpty();
        assertThat(service.getWorkingDir()).isNull();
        assertThat(service.getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .noneMatch(it -> image.all("WORKDIR").getLast().startsWith(it));
    }

    /** Read-only but for /tmp, as in {@code docker-compose.yml}. */
    @Test
    void writesNowhereElse() {
        assertThat(RENDERED.service().getVolumeMounts().stream()
                        .filter(it -> !Boolean.TRUE.equals(it.getReadOnly()))
                        .map(VolumeMount::getMountPath))
                .containsExactly("/tmp");
    }

    @Test
    void asksForReadinessWhereTheHealthCheckOfTheImageDoes() throws IOException {
        var path = RENDERED.service().getReadinessProbe().getHttpGet().getPath();

        assertThat(Files.readString(Path.of("deploy/image/healthcheck"))).contains("GET " + path + " ");
    }

    @Test
    void triesItOnThePostgreSqlOfTheComposeFile() throws IOException {
        var compose = Files.readString(Path.of("docker-compose.yml"));
        var trial = RENDERED.one(StatefulSet.class).getSpec().getTemplate().getSpec();

        assertThat(compose)
                .contains(
                        "${POSTGRES_IMAGE:-" + trial.getContainers().getFirst().getImage() + "}");
        assertThat(RENDERED.member().getInitContainers().getFirst().getImage())
                .isEqualTo(trial.getContainers().getFirst().getImage());
    }

    /** Members of a release are as old as its chart says. */
    @Test
    void isOfTheVersionThatIsBuiltHere() throws IOException {
        Map<String, Object> chart = new Yaml().load(Files.readString(Chart.FOLDER.resolve("Chart.yaml")));
        var version = chart.get("appVersion");

        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<artifactId>operation-service</artifactId>\n  <version>" + version + "<");
        assertThat(RENDERED.service().getImage()).isEqualTo("operation-service:" + version);
        assertThat(image.all("ARG")).contains("VERSION=" + version);
    }
}
