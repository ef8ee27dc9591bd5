package io.operations.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be known of the image without an engine that builds it. */
class DockerfileTests {

    private static final Pattern ENTRY = Pattern.compile("\"([^\"]*)\"");

    private final Dockerfile file = Dockerfile.read();

    @Test
    void runsAsANumberThatIsNotRoot() {
        assertThat(file.lastStage().all("USER")).singleElement().asString().matches("[1-9]\\d{3,}:[1-9]\\d{3,}");
    }

    @Test
    void buildsOnImagesThatCanBeReplacedAndAreNamedExactly() {
        var stages = file.all("FROM").stream().map(it -> it.replaceFirst(" AS \\w+", ""));

        assertThat(stages).allMatch(it -> it.matches("\\$\\{(BUILD|RUNTIME)_IMAGE}|service"));
        assertThat(file.all("ARG").stream().filter(it -> it.contains("_IMAGE=")))
                .hasSize(2)
                .allMatch(
                        it -> it.matches("\\w+=[\\w/.-]+:25\\.\\d+\\.\\d+_\\d+-(jdk|jre)-\\w+(@sha256:[0-9a-f]{64})?"));
    }

    /** A cache is refused where the class path, or the time of a jar, is not that of the training. */
    @Test
    void trainsOnTheFilesThatItRuns() {
        assertThat(file.all("FROM")).contains("service AS training").endsWith("service");
        assertThat(entryPoint()).containsSequence("-jar", "operation-service.jar");
        assertThat(file.all("RUN")).last().asString().endsWith("train operation-service.jar /operation-service.aot");
        assertThat(file.lastStage().all("COPY")).containsExactly("--from=training /operation-service.aot ./");
        assertThat(entryPoint()).contains("-XX:AOTCache=operation-service.aot");
    }

    @Test
    void copiesWhatIsThereAndReachesTheBuild() throws IOException {
        var reached = Files.readAllLines(Path.of(".dockerignore"));

        assertThat(reached).contains("*").doesNotContain("!.", "!.git", "!target");
        assertThat(reached.stream().filter(it -> it.startsWith("!")).map(it -> Path.of(it.substring(1))))
                .allMatch(Files::exists);
        assertThat(file.copied().filter(it -> !it.toString().equals(".")))
                .isNotEmpty()
                .allMatch(Files::isExecutable)
                .allMatch(it -> it.startsWith("deploy/image"));
        assertThat(reached).contains("!deploy/image");
    }

    /** Row "SBOM beside the image": it is that of the jar which is packaged. */
    @Test
    void carriesTheBillOfMaterialsBesideTheJar() {
        assertThat(file.all("RUN"))
                .contains("jar xf target/operation-service-*.jar META-INF/sbom/application.cdx.json");
        assertThat(file.all("COPY")).contains("--from=build /build/META-INF/sbom/application.cdx.json ./sbom.cdx.json");
    }

    @Test
    void saysWhatItIs() {
        assertThat(file.lastStage().all("LABEL").getFirst())
                .contains(
                        "org.opencontainers.image.title=\"operation-service\"",
                        "org.opencontainers.image.description=\"",
                        "org.opencontainers.image.licenses=\"Apache-2.0\"",
                        "org.opencontainers.image.version=\"${VERSION}\"",
                        "org.opencontainers.image.revision=\"${REVISION}\"",
                        "org.opencontainers.image.base.name=\"${RUNTIME_IMAGE}\"");
    }

    @Test
    void opensThePortsOnWhichItListens() {
        var environment = file.environment();

        assertThat(file.all("EXPOSE"))
                .containsExactly(environment.get("SERVER_PORT") + " " + environment.get("MANAGEMENT_SERVER_PORT"));
        assertThat(file.lastStage().all("HEALTHCHECK"))
                .singleElement()
                .asString()
                .endsWith("CMD [\"healthcheck\"]");
    }

    @Test
    void configuresByPropertiesThatExist() {
        assertThat(ServiceProperties.unknownVariables(file.environment().keySet()))
                .isEmpty();
    }

    private List<String> entryPoint() {
        return ENTRY.matcher(file.lastStage().all("ENTRYPOINT").getFirst())
                .results()
                .map(it -> it.group(1))
                .toList();
    }
}
