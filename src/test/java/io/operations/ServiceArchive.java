package io.operations;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes of the service as a jar, and a cache of what a JVM makes of them when it starts: made once for each build, so that
 * the many processes that tests start need half the time of the machine. A JVM takes a cache only with the class path that it
 * was made with, and only jars.
 */
final class ServiceArchive {

    private static final Logger log = LoggerFactory.getLogger(ServiceArchive.class);
    private static final ServiceArchive ONLY = new ServiceArchive();

    private final List<String> classPath;
    private final Path cache;

    private ServiceArchive() {
        try {
            var classes = entries().stream()
                    .filter(it -> it.endsWith("classes") && !it.endsWith("test-classes"))
                    .findFirst()
                    .orElseThrow();
            var folder = Files.createDirectories(Path.of(classes).resolveSibling("service-process"));
            var jar = folder.resolve("classes.jar");
            classPath = entries().stream()
                    .filter(it -> !it.endsWith("test-classes"))
                    .map(it -> it.equals(classes) ? jar.toString() : it)
                    .toList();
            cache = folder.resolve("classes.aot");
            if (isOlder(jar, Path.of(classes))) {
                pack(Path.of(classes), jar);
                train(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> entries() {
        return Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    /** In the order in which they are looked at. */
    static List<String> classPath() {
        return ONLY.classPath;
    }

    /** What starts a JVM on the whole class path. */
    static List<String> options() {
        return Files.exists(ONLY.cache) ? List.of("-XX:AOTCache=" + ONLY.cache) : List.of();
    }

    private static boolean isOlder(Path jar, Path classes) throws IOException {
        if (!Files.exists(jar)) return true;
        var packed = Files.getLastModifiedTime(jar);
        try (var files = Files.walk(classes)) {
            return files.anyMatch(it -> modified(it).compareTo(packed) > 0);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.collect(Collectors.toList())) {
                var name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                if (name.isEmpty()) continue;
                out.putNextEntry(new JarEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    /** One start and an orderly end. Without a cache everything works too. */
    private void train(Path folder) throws IOException {
        Files.deleteIfExists(cache);
        var database = TestDatabase.create();
        try (var process = ServiceProcess.train(
                folder,
                "-XX:AOTCacheOutput=" + cache,
                classPath,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password())) {
            process.awaitStarted();
            process.api().get("/1.0").hasStatus(200);
            process.terminate();
            process.awaitExit();
            log.info("Processes start from a cache: {}", Files.exists(cache));
        }
    }
}
