package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operations.ServiceProperties;
import io.operations.chart.Manifests.Manifest;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/** What holds whatever is chosen: Kubernetes knows every word, one thing fits the other, and nothing has rights to spare. */
final class Checks {

    /** In no list of properties: they are Java's, the C library's, and those by which Spring finds the list's. */
    private static final List<String> OTHERS = List.of("JDK_JAVA_OPTIONS", "TZ", "SPRING_CONFIG_ADDITIONAL_LOCATION");

    /** Of bundles the names below are in no list. */
    private static final String BUNDLES = "spring.ssl.bundle.pem.";

    private Checks() {}

    /** @throws AssertionError that says all that is wrong */
    static void all(Manifests rendered) {
        var softly = new SoftAssertions();
        rendered.all().forEach(it -> checkWords(it, softly));
        softly.assertThat(rendered.all()).extracting(Manifest::toString).doesNotHaveDuplicates();
        new PodWiring(rendered, softly).check();
        new ServiceWiring(rendered, softly).check();
        new PolicyWiring(rendered, softly).check();
        rendered.pods().forEach(it -> Rights.check(it, softly));
        checkSettings(rendered, softly);
        softly.assertAll();
    }

    private static void checkWords(Manifest manifest, SoftAssertions softly) {
        var typed = manifest.typed();
        softly.assertThat(typed).as(manifest.toString()).isNotInstanceOf(GenericKubernetesResource.class);
        softly.assertThat(LeftOvers.of(typed)).as(manifest.toString()).isEmpty();
        softly.assertThat(LeftOvers.essence(LeftOvers.writtenBack(typed)))
                .as(manifest.toString())
                .isEqualTo(LeftOvers.essence(manifest.written()));
        softly.assertThat(typed.getMetadata().getLabels()).containsEntry("app.kubernetes.io/instance", Chart.RELEASE);
    }

    /** What the chart sets are settings that the service, Spring Boot or Java have; what people add is theirs. */
    private static void checkSettings(Manifests rendered, SoftAssertions softly) {
        var variables = rendered.service().getEnv().stream()
                .map(it -> it.getName())
                .filter(it -> !OTHERS.contains(it))
                .toList();
        softly.assertThat(ServiceProperties.unknownVariables(variables)).isEmpty();
        softly.assertThat(variables).doesNotHaveDuplicates();
        var names = rendered.properties().keySet().stream()
                .filter(it -> !it.startsWith(BUNDLES))
                .toList();
        softly.assertThat(ServiceProperties.unknown(names)).isEmpty();
        assertThat(names).isNotEmpty();
    }
}
