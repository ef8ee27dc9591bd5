package io.operations.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.client.RequiresClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every image that is named anywhere can be pinned by its digest, with a registry that has them (row "images pinned by digest"). */
@RequiresClients(programs = {"docker-registry", "skopeo"})
class PinnedImagesTests {

    private static final List<String> FILES = List.of(
            "Dockerfile",
            "docker-compose.yml",
            "helm/operation-service/values.yaml",
            "helm/operation-service/README.md",
            "deploy/pin-images");

    /** An image with its tag, wherever it is named. */
    private static final Pattern IMAGE =
            Pattern.compile("(?:_IMAGE=|_IMAGE:-| image: )([a-z][\\w./-]*:[\\w.-]+)(@sha256:[0-9a-f]{64})?");

    @TempDir
    private Path folder;

    private Registry registry;

    @BeforeEach
    void start() throws IOException {
        for (var file : FILES) {
            var copy = folder.resolve("checkout").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
        registry = new Registry(Files.createDirectory(folder.resolve("registry")));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** Each that is named and not built here, with the digest behind it, which is empty where there is none. */
    private Map<String, String> named() throws IOException {
        var named = new LinkedHashMap<String, String>();
        for (var file : FILES.subList(0, 3)) {
            IMAGE.matcher(text(file))
                    .results()
                    .filter(it -> !it.group(1).endsWith(":local"))
                    .forEach(it -> named.put(it.group(1), it.group(2) == null ? "" : it.group(2)));
        }
        return named;
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve("checkout").resolve(file));
    }

    private Map<String, String> texts() throws IOException {
        var texts = new LinkedHashMap<String, String>();
        for (var file : FILES) texts.put(file, text(file));
        return texts;
    }

    private int pin() throws IOException, InterruptedException {
        var command = new ProcessBuilder("deploy/pin-images")
                .directory(folder.resolve("checkout").toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pin.log").toFile());
        command.environment().putAll(Map.of("MIRROR", registry.address(), "MIRROR_TLS", "false"));
        return command.start().waitFor();
    }

    private static String place(String image) {
        return image.contains("/") ? image : "library/" + image;
    }

    @Test
    void pinsEachToWhatTheRegistryHas() throws Exception {
        var digests = new LinkedHashMap<String, String>();
        for (var image : named().keySet()) digests.put(image, "@" + registry.push(place(image)));

        assertThat(pin()).as(Files.readString(folder.resolve("pin.log"))).isZero();

        assertThat(named()).hasSizeGreaterThan(6).isEqualTo(digests);
        assertThat(text("helm/operation-service/README.md"))
                .contains(digests.entrySet().stream()
                        .filter(it -> it.getKey().matches("postgres:.*|curlimages.*"))
                        .map(it -> "`\"" + it.getKey() + it.getValue() + "\"`")
                        .collect(Collectors.toSet()));
        var pinned = texts();
        assertThat(pin()).isZero();
        assertThat(texts()).isEqualTo(pinned);
    }

    @Test
    void changesNothingIfOneIsMissing() throws Exception {
        registry.push(place(named().keySet().iterator().next()));
        var before = texts();

        assertThat(pin()).isNotZero();

        assertThat(texts()).isEqualTo(before);
        assertThat(folder.resolve("pin.log")).content().contains("no digest of");
    }
}
