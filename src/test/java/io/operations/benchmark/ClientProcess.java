package io.operations.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** A main class of this package in a Java process of its own; killed at the latest when closed. */
final class ClientProcess implements AutoCloseable {

    private final Process process;
    private final Scanner output;

    private ClientProcess(Process process) {
        this.process = process;
        this.output = new Scanner(process.inputReader());
    }

    static ClientProcess start(Class<?> main, Object... arguments) {
        try {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var classes = Path.of(
                    main.getProtectionDomain().getCodeSource().getLocation().toURI());
            var command = new ArrayList<>(List.of(java, "-Xmx512m", "-cp", classes.toString(), main.getName()));
            List.of(arguments).forEach(it -> command.add(it.toString()));
            return new ClientProcess(
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives it a line to read. */
    void tell(String line) {
        try {
            var writer = process.outputWriter();
            writer.write(line + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its next line. */
    String hear() {
        return output.nextLine();
    }

    Duration cpuTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
