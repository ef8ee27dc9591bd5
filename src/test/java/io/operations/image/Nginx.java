package io.operations.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Ports;
import io.operations.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/** The nginx of {@code docker-compose.yml} by its own configuration, but for where it and the members listen. */
final class Nginx implements AutoCloseable {

    private static final Path CONFIGURATION = Path.of("deploy/compose/nginx.conf");
    private static final Pattern SERVER = Pattern.compile("server ([\\w.-]+:\\d+) resolve ");

    private final int port;
    private final Process process;

    /** Its files are in the folder. */
    Nginx(Path folder, List<ServiceProcess> members) {
        try {
            port = Ports.free();
            // Its workers are nobody.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            var file = Files.writeString(folder.resolve("nginx.conf"), configuration(folder, members));
            var log = folder.resolve("nginx.log");
            run(file, log, "-t").waitFor();
            assertThat(log).content().contains("test is successful").doesNotContain("[warn]", "[emerg]");
            process = run(file, log, "-g", "daemon off;");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        await().until(() -> Ports.isListening(port));
    }

    /** Where the members are, host and port. */
    static List<String> servers() throws IOException {
        return SERVER.matcher(Files.readString(CONFIGURATION))
                .results()
                .map(it -> it.group(1))
                .toList();
    }

    int port() {
        return port;
    }

    /** Addresses that change are for Docker, whose names they have; Debian's nginx is older and does not know them. */
    private String configuration(Path folder, List<ServiceProcess> members) throws IOException {
        var here = members.iterator();
        return SERVER.matcher(Files.readString(CONFIGURATION))
                .replaceAll(_ -> "server 127.0.0.1:" + next(here) + " ")
                .replace("listen 8080", "listen 127.0.0.1:" + port)
                .replace("/tmp/", folder + "/")
                .replace("/dev/stdout", folder.resolve("access.log").toString());
    }

    private static int next(Iterator<ServiceProcess> members) {
        return members.next().port();
    }

    private static Process run(Path file, Path log, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("nginx", "-e", "stderr", "-c", file.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** SIGTERM: the workers end too. */
    @Override
    public void close() {
        process.destroy();
        await().until(() -> !process.isAlive());
    }
}
