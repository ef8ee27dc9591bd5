package io.operations.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.client.Command;
import io.operations.client.RequiresClients;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules, as Debian's promtool reads them, and as it plays through them what {@code alerts-test.yaml} tells. */
@RequiresClients(programs = "promtool")
class AlertTests {

    private static final Path PLAYED = Path.of("src/test/resources/prometheus/alerts-test.yaml");

    private final Alerts alerts = Alerts.load();

    @TempDir
    private Path folder;

    private Command.Ended promtool(String... words) {
        return Command.run(folder, Map.of(), words);
    }

    @Test
    void areRules() {
        promtool(
                        "promtool",
                        "check",
                        "rules",
                        "--lint-fatal",
                        Alerts.FILE.toAbsolutePath().toString())
                .succeeds();
    }

    @Test
    void fireWhenTheyShould() {
        promtool("promtool", "test", "rules", PLAYED.toAbsolutePath().toString())
                .succeeds();
    }

    @Test
    void arePlayedThroughBothWays() {
        var fire = new TreeSet<String>();
        var stay = new TreeSet<String>();
        Map<String, List<Map<String, Object>>> file = Alerts.read(PLAYED);
        file.getOrDefault("tests", List.of()).stream()
                .flatMap(it -> Alerts.<List<Map<String, Object>>>cast(it.get("alert_rule_test")).stream())
                .forEach(it -> (it.containsKey("exp_alerts") ? fire : stay).add(String.valueOf(it.get("alertname"))));

        assertThat(fire).containsExactlyInAnyOrderElementsOf(alerts.names());
        assertThat(stay).containsExactlyInAnyOrderElementsOf(alerts.names());
    }

    @Test
    void sayHowBadItIsAndWhatToDo() {
        assertThat(alerts.all()).isNotEmpty().allSatisfy(it -> {
            assertThat(it.severity()).isIn(Set.of("critical", "warning"));
            assertThat(it.annotation("summary")).isNotBlank();
            assertThat(it.annotation("description")).endsWith(".");
            assertThat(it.annotation("runbook_url")).startsWith("docs/runbook.md#");
        });
    }
}
