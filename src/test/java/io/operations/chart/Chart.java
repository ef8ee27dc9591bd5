package io.operations.chart;

import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.List;

/** The chart of this repository, rendered by Helm itself, which is a library here. */
final class Chart {

    static final Path FOLDER = Path.of("helm", "operation-service");
    static final String RELEASE = "ops";
    static final String NAME = RELEASE + "-operation-service";
    static final String NAMESPACE = "control-plane";

    private Chart() {}

    /**
     * @param values as for {@code --set}, {@code replicas=3}; commas and braces in a value mean themselves
     * @throws IllegalStateException if the schema or a template refuses them
     */
    static Manifests render(List<String> values) {
        // Unlike a template's, its output has hooks and notes.
        var install = new Helm(FOLDER)
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .clientOnly()
                .dryRun()
                .debug();
        for (var value : values) {
            var equals = value.indexOf('=');
            install.set(value.substring(0, equals), value.substring(equals + 1));
        }
        return Manifests.of(install.call().getOutput());
    }

    static Manifests render(String... values) {
        return render(List.of(values));
    }
}
