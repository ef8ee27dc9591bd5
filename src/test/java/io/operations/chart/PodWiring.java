package io.operations.chart;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/**
 * Whether what pods call by a name is there: ports, volumes, files, keys of Secrets, accounts.
 *
 * @param rendered all of the chart
 * @param softly   told of what is missing
 */
record PodWiring(Manifests rendered, SoftAssertions softly) {

    void check() {
        rendered.pods().forEach(this::checkPod);
        checkFiles();
    }

    private void checkPod(PodSpec pod) {
        var account = Objects.requireNonNullElse(pod.getServiceAccountName(), "");
        if (account.startsWith(Chart.NAME)) rendered.named(ServiceAccount.class, account);
        pod.getVolumes().stream()
                .filter(it -> it.getConfigMap() != null)
                .forEach(it -> rendered.named(ConfigMap.class, it.getConfigMap().getName()));
        pod.getContainers().forEach(it -> checkContainer(it, pod));
    }

    private void checkContainer(Container container, PodSpec pod) {
        softly.assertThat(container.getPorts())
                .extracting(ContainerPort::getName)
                .as("ports, and those that are probed")
                .containsAll(probes(container)
                        .map(it -> it.getHttpGet().getPort().getStrVal())
                        .toList());
        softly.assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getName)
                .as("volumes that are mounted, and those that are there")
                .containsExactlyInAnyOrderElementsOf(volumes(pod).toList());
        container.getEnv().stream()
                .filter(it -> it.getValueFrom() != null)
                .map(it -> it.getValueFrom().getSecretKeyRef())
                .filter(Objects::nonNull)
                .forEach(this::checkKey);
    }

    private static Stream<Probe> probes(Container container) {
        return Stream.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())
                .filter(it -> it != null && it.getHttpGet() != null);
    }

    private Stream<String> volumes(PodSpec pod) {
        var claims = rendered.each(StatefulSet.class)
                .filter(it -> it.getSpec().getTemplate().getSpec().equals(pod))
                .flatMap(it -> it.getSpec().getVolumeClaimTemplates().stream())
                .map(it -> it.getMetadata().getName());
        return Stream.concat(claims, pod.getVolumes().stream().map(Volume::getName));
    }

    /** A Secret of the chart's own has the key; others are not ours. */
    private void checkKey(SecretKeySelector reference) {
        if (!reference.getName().startsWith(Chart.NAME)) return;
        softly.assertThat(rendered.named(Secret.class, reference.getName()).getStringData())
                .as(reference.getName())
                .containsKey(reference.getKey());
    }

    /** The service finds its file of properties, and every file that this one names. */
    private void checkFiles() {
        var files = rendered.service().getVolumeMounts().stream()
                .flatMap(this::files)
                .collect(Collectors.toSet());
        var location = rendered.variable("SPRING_CONFIG_ADDITIONAL_LOCATION").getValue();
        softly.assertThat(files).contains(location.replace("file:", "") + "application.yaml");
        softly.assertThat(files).containsAll(namedFiles());
    }

    private Set<String> namedFiles() {
        return rendered.properties().values().stream()
                .map(String::valueOf)
                .filter(it -> it.startsWith("file:/") || it.startsWith("/var/") || it.startsWith("/etc/"))
                .map(it -> it.replace("file:", ""))
                .collect(Collectors.toSet());
    }

    private Stream<String> files(VolumeMount mount) {
        return rendered.member().getVolumes().stream()
                .filter(it -> it.getName().equals(mount.getName()))
                .flatMap(this::files)
                .map(it -> mount.getMountPath() + "/" + it);
    }

    private Stream<String> files(Volume volume) {
        if (volume.getSecret() != null)
            return volume.getSecret().getItems().stream().map(KeyToPath::getPath);
        if (volume.getProjected() != null)
            return volume.getProjected().getSources().stream().flatMap(PodWiring::files);
        if (volume.getConfigMap() == null) return Stream.of();
        return rendered.named(ConfigMap.class, volume.getConfigMap().getName()).getData().keySet().stream();
    }

    private static Stream<String> files(VolumeProjection source) {
        if (source.getSecret() != null)
            return source.getSecret().getItems().stream().map(KeyToPath::getPath);
        return source.getConfigMap() == null
                ? Stream.of(source.getServiceAccountToken().getPath())
                : source.getConfigMap().getItems().stream().map(KeyToPath::getPath);
    }
}
