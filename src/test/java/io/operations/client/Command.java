package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.OS;

/** A program in a process of its own. When closed, it and its children are gone. */
public final class Command implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<String> command;
    private final Process process;
    private final Path output;
    private final Path error;

    /** How it ended. */
    public record Ended(List<String> command, int exitCode, String output, String error) {

        public Ended succeeds() {
            return exits(0);
        }

        /** Exit code 1, and these words on the error stream. */
        Ended fails(String... words) {
            assertThat(error).as("error stream of %s", this).contains(words);
            return exits(1);
        }

        Ended exits(int expected) {
            assertThat(exitCode).as("exit code of %s", this).isEqualTo(expected);
            return this;
        }
    }

    private Command(List<String> command, Process process, Path output, Path error) {
        this.command = command;
        this.process = process;
        this.output = output;
        this.error = error;
    }

    /** Starts a program with these variables added to the environment; what it writes is kept in the folder. */
    public static Command start(Path folder, Map<String, String> environment, String... command) {
        return start(folder, environment, Path.of("/dev/null"), command);
    }

    /** @param input what it reads */
    public static Command start(Path folder, Map<String, String> environment, Path input, String... command) {
        try {
            var output = Files.createTempFile(folder, "output", ".txt");
            var error = Files.createTempFile(folder, "error", ".txt");
            var words = interruptible(command);
            var builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(input.toFile()))
                    .redirectOutput(output.toFile())
                    .redirectError(error.toFile());
            builder.environment().putAll(environment);
            return new Command(words, builder.start(), output, error);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A build that a shell has put into the background ignores SIGINT, and what it starts does too unless told otherwise. */
    private static List<String> interruptible(String... command) {
        var words = new ArrayList<>(List.of(command));
        if (OS.LINUX.isCurrentOs()) words.addAll(0, List.of("env", "--default-signal=INT"));
        return List.copyOf(words);
    }

    public static Ended run(Path folder, Map<String, String> environment, String... command) {
        try (var started = start(folder, environment, command)) {
            return started.awaitEnd();
        }
    }

    public Ended awaitEnd() {
        await().alias(command.toString()).atMost(LIMIT).until(() -> !process.isAlive());
        return new Ended(command, process.exitValue(), output(), error());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    String output() {
        return read(output);
    }

    public String error() {
        return read(error);
    }

    /** What Ctrl-C does: SIGINT. */
    void interrupt() {
        ServiceProcess.signal(process.pid(), "INT");
    }

    @Override
    public void close() {
        var children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
