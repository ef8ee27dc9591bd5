package io.operations.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is recorded of a release: its change log, and the statements that it executes.
 *
 * @param folder named like the version
 */
record Release(Path folder) {

    private static final Path ALL = Path.of("src/test/resources/releases");
    private static final Path CHANGE_LOG = Path.of("src/main/resources/db/changelog");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)-SNAPSHOT</version>");
    private static final String STATEMENTS = "statements.sql";

    /** Those that have been recorded, the one that is being made among them. */
    static List<Release> all() {
        try (var folders = Files.list(ALL)) {
            return folders.filter(Files::isDirectory).sorted().map(Release::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one that is being made. */
    static Release next() {
        var version = VERSION.matcher(read(Path.of("pom.xml")));
        if (!version.find()) throw new IllegalStateException("A version that is not a snapshot is recorded already");
        return new Release(ALL.resolve(version.group(1)));
    }

    String version() {
        return folder.getFileName().toString();
    }

    boolean isRecorded() {
        return Files.exists(folder.resolve(STATEMENTS));
    }

    List<Step> steps() {
        return Arrays.stream(read(folder.resolve(STATEMENTS)).strip().split("\n\n"))
                .map(Step::parse)
                .toList();
    }

    /** What it asks of the schema, whatever the data. */
    static Set<String> shapes(List<Step> steps) {
        return steps.stream()
                .filter(it -> !it.isTransactional())
                .map(Step::shape)
                .collect(Collectors.toSet());
    }

    /** The change log as text, file by file. */
    Map<String, String> changeLog() {
        return texts(folder.resolve("db/changelog"));
    }

    static Map<String, String> changeLogOfToday() {
        return texts(CHANGE_LOG);
    }

    private static Map<String, String> texts(Path folder) {
        try (var files = Files.list(folder)) {
            return files.collect(Collectors.toMap(it -> it.getFileName().toString(), Release::read));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void record(List<Step> steps) {
        try {
            var copy = Files.createDirectories(folder.resolve("db/changelog"));
            Files.writeString(
                    folder.resolve(STATEMENTS),
                    steps.stream().map(Step::toString).collect(Collectors.joining("\n\n", "", "\n")));
            for (var file : changeLogOfToday().entrySet()) {
                Files.writeString(copy.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
