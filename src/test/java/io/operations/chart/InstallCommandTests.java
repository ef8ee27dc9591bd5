package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands for Kubernetes in the READMEs, with what they set. */
class InstallCommandTests {

    private static final Pattern HELM = Pattern.compile("(?m)^helm (?:install|upgrade) (?:.*\\\\\\n)*.*$");
    private static final Pattern SET = Pattern.compile("--set(?:-string)? '?([^'\\s]+)'?");

    private static String section() throws IOException {
        var readme = Files.readString(Path.of("README.md"));
        var begin = readme.indexOf("\n## Kubernetes\n");
        return readme.substring(begin, readme.indexOf("\n## ", begin + 5));
    }

    static Stream<String> commands() throws IOException {
        var chart = Files.readString(Chart.FOLDER.resolve("README.md"));
        return HELM.matcher(section() + chart).results().map(MatchResult::group);
    }

    private static List<String> valuesOf(String command) {
        return SET.matcher(command).results().map(it -> it.group(1)).toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void render(String command) {
        assertThat(command).contains(" ops helm/operation-service").contains("--namespace control-plane");
        if (command.contains("--reuse-values") || command.contains("--reset-then-reuse-values")) return;

        Checks.all(Chart.render(valuesOf(command)));
    }

    @Test
    void areFollowedByValuesThatThereAre() throws IOException {
        var values = ValuesFile.all().stream().map(ValuesFile.Value::path).toList();
        var rows = section().lines().filter(it -> it.startsWith("| `"));

        assertThat(rows.map(it -> it.substring(1, it.indexOf('|', 1)))
                        .flatMap(it -> Pattern.compile("`([^`]+)`").matcher(it).results())
                        .map(it -> it.group(1)))
                .hasSizeGreaterThan(10)
                .isSubsetOf(values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authentication.client=false | curl -i http://localhost:8080/1.0",
                "authentication.trustEverybody=true;authentication.client=false | -X POST http://localhost:8080/1.0/operations",
                "tls.enabled=true;tls.existingSecret=web;tls.only=true | curl -ik -X POST https://localhost:8443/1.0/operations",
                "service.port=80 | ops-operation-service 8080:80",
            })
    void areToldInTheNotesForWhatWasChosen(String values, String told) {
        var chosen = Stream.concat(Stream.of("database.existingSecret.name=pg-app"), Stream.of(values.split(";")));

        assertThat(Chart.notes(chosen.toArray(String[]::new))).contains(told);
    }

    /** What Helm tells after the first one is what is to be read here. */
    @Test
    void areFollowedByThoseOfTheNotes() throws IOException {
        var readme = section();
        var told = Chart.notes("trial.postgresql.enabled=true").lines().filter(it -> it.startsWith("  "));

        assertThat(told.filter(it -> !it.contains("openid-configuration")).map(String::strip))
                .hasSize(6)
                .allSatisfy(it -> assertThat(readme).contains(it));
    }

    @Test
    void areOfBothKinds() throws IOException {
        var rendered = commands()
                .filter(it -> it.contains("--set"))
                .map(it -> Chart.render(valuesOf(it)))
                .toList();

        assertThat(rendered).hasSizeGreaterThan(1);
        assertThat(rendered)
                .as("the trial")
                .anyMatch(it -> it.each(Secret.class).findAny().isPresent());
        assertThat(rendered)
                .as("production")
                .anyMatch(it -> it.each(Secret.class).findAny().isEmpty());
        assertThat(rendered)
                .allSatisfy(it -> assertThat(it.one(Deployment.class).getSpec().getReplicas())
                        .isEqualTo(2));
    }
}
