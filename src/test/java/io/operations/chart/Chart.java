package io.operations.chart;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The chart of this repository, or one that differs from it, rendered by Helm itself, which is a library here.
 *
 * @param folder where it is
 */
record Chart(Path folder) {

    static final Path FOLDER = Path.of("helm", "operation-service");
    static final String RELEASE = "ops";
    static final String NAME = RELEASE + "-operation-service";
    static final String NAMESPACE = "control-plane";

    /** The oldest that {@code Chart.yaml} lets in. */
    private static final String KUBERNETES = "1.30.0";

    /** Helm keeps hooks apart from what it renders, and so the test of the chart: here it is no hook. */
    private static final Chart THIS = with(Map.of());

    /** @param edits what stands there once, with what is to stand there instead, by the file */
    static Chart with(Map<String, Map.Entry<String, String>> edits) {
        try {
            var copy = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chart")), "edited");
            ChartFiles.copy(FOLDER, copy);
            ChartFiles.edit(copy.resolve("templates/tests/operation.yaml"), "helm.sh/hook:", "hook:");
            for (var edit : edits.entrySet())
                ChartFiles.edit(
                        copy.resolve(edit.getKey()),
                        edit.getValue().getKey(),
                        edit.getValue().getValue());
            return new Chart(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param values as for {@code --set}, {@code replicas=3}; commas and braces in a value mean themselves
     * @throws IllegalStateException if the schema or a template refuses them
     */
    static Manifests render(List<String> values) {
        return THIS.rendered(values);
    }

    static Manifests render(String... values) {
        return render(List.of(values));
    }

    /** With a file, where numbers are read otherwise than from {@code --set}. */
    static Manifests render(Path values) {
        return Manifests.of(THIS.template().withValuesFile(values).call());
    }

    Manifests rendered(List<String> values) {
        var template = template();
        set(values, template::set);
        return Manifests.of(template.call());
    }

    private TemplateCommand template() {
        return new Helm(folder)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES);
    }

    /** What people are told after the installation. */
    static String notes(String... values) {
        var install = new Helm(FOLDER)
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT);
        set(List.of(values), install::set);
        var output = install.call().getOutput();
        return output.substring(output.indexOf("\nNOTES:\n") + "\nNOTES:\n".length());
    }

    private static void set(List<String> values, BiConsumer<String, Object> command) {
        for (var value : values) {
            var equals = value.indexOf('=');
            command.accept(value.substring(0, equals), value.substring(equals + 1));
        }
    }
}
