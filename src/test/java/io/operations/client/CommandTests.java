package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTests {

    @TempDir
    private Path folder;

    @Test
    void tellsHowAProgramEnded() {
        var ended =
                Command.run(folder, Map.of("GREETING", "hello"), "sh", "-c", "echo $GREETING; echo bye >&2; exit 1");

        assertThat(ended.fails("bye").output()).isEqualTo("hello\n");
    }

    @Test
    void interruptsAsCtrlC() {
        try (var command = Command.start(folder, Map.of(), "sleep", "60")) {
            command.interrupt();

            command.awaitEnd().exits(130);
        }
    }

    @Test
    void leavesNoChildBehind() {
        ProcessHandle child;
        try (var command = Command.start(folder, Map.of(), "sh", "-c", "sleep 60 & echo $!; wait")) {
            await().until(() -> command.output().endsWith("\n"));
            child = ProcessHandle.of(Long.parseLong(command.output().strip())).orElseThrow();
            assertThat(child.isAlive()).isTrue();
        }

        await().until(() -> !child.isAlive());
    }
}
