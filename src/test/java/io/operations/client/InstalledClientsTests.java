package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of stock clients are skipped in plain sight, and not at all where they must run. */
class InstalledClientsTests {

    @RequiresClients(
            programs = {"sh", "lxc"},
            pythonModules = {"sys", "pylxd"})
    private static final class Sample {}

    private static final RequiresClients NEEDED = Sample.class.getAnnotation(RequiresClients.class);

    private final List<String> lines = new ArrayList<>();

    @Test
    void runsWhereAllIsInstalled() {
        var clients = clients(Set.of("sh", "lxc", "sys", "pylxd"), false);

        assertThat(clients.decide("Sample", NEEDED).isDisabled()).isFalse();
        assertThat(lines).isEmpty();
    }

    @Test
    void skipsAndSaysWhatIsMissing() {
        var decision = clients(Set.of("sh", "sys"), false).decide("Sample", NEEDED);

        assertThat(decision.isDisabled()).isTrue();
        assertThat(lines)
                .singleElement()
                .isEqualTo(decision.getReason().orElseThrow())
                .satisfies(it -> assertThat(it)
                        .startsWith("SKIPPED Sample: not installed: lxc, pylxd ")
                        .hasLineCount(1));
    }

    @Test
    void failsWhereTheyMustRun() {
        var clients = clients(Set.of("sh", "sys", "pylxd"), true);

        assertThatThrownBy(() -> clients.decide("Sample", NEEDED))
                .hasMessageStartingWith("Sample: not installed: lxc ");
    }

    @Test
    void looksForProgramsAndModules() {
        assertThat(InstalledClients.isOnPath("sh")).isTrue();
        assertThat(InstalledClients.isOnPath("no-such-program")).isFalse();
        assertThat(InstalledClients.isImportable("no_such_module")).isFalse();
    }

    private InstalledClients clients(Set<String> installed, boolean required) {
        return new InstalledClients(installed::contains, installed::contains, required, lines::add);
    }
}
