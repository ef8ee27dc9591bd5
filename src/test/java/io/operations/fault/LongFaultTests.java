package io.operations.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hundreds of faults under load from many clients. What to ask for is in system properties, beginning with {@code faults.}. */
@Tag("faults")
class LongFaultTests {

    private static final long SEED = Long.getLong("faults.seed", 1);
    private static final Run LONG = new Run(
            SEED,
            Integer.getInteger("faults.members", 3),
            Integer.getInteger("faults.count", 220),
            Integer.getInteger("faults.operations", 100_000),
            Duration.ofMinutes(Integer.getInteger("faults.minutes", 10)),
            Integer.getInteger("faults.clients", 48),
            Integer.getInteger("faults.rate", 230));

    @Test
    void keepsEveryPromise() throws Exception {
        var evidence = LONG.run(emptyFolder());
        var verdict = Checker.check(evidence);

        System.out.println("Seed " + SEED + "\n\n" + new Figures(evidence, verdict).toMarkdown());
        assertThat(verdict.complaints()).isEmpty();
    }

    /** Kept afterwards: the logs of the members say why. */
    private static Path emptyFolder() throws IOException {
        var parent = Files.createDirectories(Path.of("target", "faults").toAbsolutePath());
        return Files.createTempDirectory(parent, "seed-" + SEED + "-");
    }
}
