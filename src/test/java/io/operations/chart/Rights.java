package io.operations.chart;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/** What Kubernetes calls the restricted profile, and a file system that cannot be written. */
final class Rights {

    private Rights() {}

    static void check(PodSpec pod, SoftAssertions softly) {
        softly.assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        softly.assertThat(pod.getEnableServiceLinks()).isFalse();
        softly.assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        softly.assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                .isEqualTo("RuntimeDefault");
        softly.assertThat(pod.getHostNetwork()).isNull();
        softly.assertThat(pod.getVolumes()).allMatch(it -> it.getHostPath() == null);
        Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
                .forEach(it -> check(it, softly));
    }

    private static void check(Container container, SoftAssertions softly) {
        var security = container.getSecurityContext();
        softly.assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        softly.assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        softly.assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        softly.assertThat(container.getResources().getLimits()).containsKey("memory");
    }
}
