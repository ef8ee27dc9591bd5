package io.operations.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One fault of each kind under a little load: every promise holds. */
class FaultTests {

    private static final Run SHORT = new Run(1, 3, Fault.values().length, 300, Duration.ofSeconds(20), 8, 20);

    @TempDir
    private Path folder;

    @Test
    void keepEveryPromise() throws Exception {
        var evidence = SHORT.run(folder);
        var verdict = Checker.check(evidence);

        System.out.println(new Figures(evidence, verdict).toMarkdown());
        assertThat(verdict.complaints()).isEmpty();
    }
}
