package io.operations.chart;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/**
 * Whether what one manifest calls by a name is there in another one.
 *
 * @param rendered all of them
 * @param softly   told of what is missing
 */
record Wiring(Manifests rendered, SoftAssertions softly) {

    static void check(Manifests rendered, SoftAssertions softly) {
        var wiring = new Wiring(rendered, softly);
        rendered.templates().forEach(wiring::checkPod);
        rendered.each(Service.class).forEach(wiring::checkService);
        wiring.checkSelectors();
        wiring.checkPolicies();
        wiring.checkRoutes();
        wiring.checkMonitor();
    }

    private void checkPod(PodTemplateSpec pod) {
        var spec = pod.getSpec();
        if (Objects.equals(spec.getServiceAccountName(), Chart.NAME)) rendered.named(ServiceAccount.class, Chart.NAME);
        for (var container : spec.getContainers()) {
            probes(container).forEach(it -> checkPort(container, it.getHttpGet().getPort()));
            checkVolumes(container, pod);
            container.getEnv().stream()
                    .filter(it -> it.getValueFrom() != null && it.getValueFrom().getSecretKeyRef() != null)
                    .map(it -> it.getValueFrom().getSecretKeyRef())
                    .forEach(it -> checkKey(it.getName(), it.getKey()));
        }
    }

    private static Stream<Probe> probes(Container container) {
        return Stream.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())
                .filter(it -> it != null && it.getHttpGet() != null);
    }

    private void checkPort(Container container, IntOrString port) {
        softly.assertThat(container.getPorts())
                .extracting(ContainerPort::getName)
                .as("port of a probe")
                .contains(port.getStrVal());
    }

    private void checkVolumes(Container container, PodTemplateSpec pod) {
        var claims = rendered.each(StatefulSet.class)
                .filter(it -> it.getSpec().getTemplate().equals(pod))
                .flatMap(it -> it.getSpec().getVolumeClaimTemplates().stream())
                .map(it -> it.getMetadata().getName());
        var volumes = Stream.concat(claims, pod.getSpec().getVolumes().stream().map(Volume::getName)).toList();
        softly.assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getName)
                .as("volumes that are there, and those that are mounted")
                .containsExactlyInAnyOrderElementsOf(volumes);
        pod.getSpec().getVolumes().stream()
                .filter(it -> it.getConfigMap() != null)
                .forEach(it -> rendered.named(ConfigMap.class, it.getConfigMap().getName()));
    }

    /** A Secret of the chart's own has the key; others are not ours. */
    private void checkKey(String name, String key) {
        if (name.equals("pg-app")) return;
        softly.assertThat(rendered.named(Secret.class, name).getStringData()).as(name).containsKey(key);
    }

    private void checkService(Service service) {
        var pods = rendered.templates().filter(it -> selects(service.getSpec().getSelector(), it)).toList();
        softly.assertThat(pods).as("pods of %s", service.getMetadata().getName()).hasSize(1);
        softly.assertThat(service.getSpec().getPorts())
                .extracting(it -> it.getTargetPort().getStrVal())
                .isSubsetOf(pods.stream().flatMap(Wiring::ports).toList());
    }

    private static boolean selects(Map<String, String> selector, PodTemplateSpec pod) {
        return pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
    }

    private static Stream<String> ports(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().stream().flatMap(it -> it.getPorts().stream()).map(ContainerPort::getName);
    }

    private void checkSelectors() {
        var deployment = rendered.one(Deployment.class);
        var members = deployment.getSpec().getSelector().getMatchLabels();
        var pod = deployment.getSpec().getTemplate();
        softly.assertThat(selects(members, pod)).as("the Deployment selects its pods").isTrue();
        softly.assertThat(rendered.templates().filter(it -> selects(members, it))).hasSize(1);
        softly.assertThat(rendered.one(Pod.class).getMetadata().getLabels().entrySet().containsAll(members.entrySet()))
                .as("the test's pod is a member")
                .isFalse();
        pod.getSpec().getTopologySpreadConstraints().forEach(it -> softly.assertThat(it.getLabelSelector().getMatchLabels())
                .isEqualTo(members));
        rendered.each(PodDisruptionBudget.class)
                .forEach(it -> softly.assertThat(it.getSpec().getSelector().getMatchLabels()).isEqualTo(members));
        rendered.each(HorizontalPodAutoscaler.class).forEach(it -> {
            softly.assertThat(it.getSpec().getScaleTargetRef().getName()).isEqualTo(Chart.NAME);
            softly.assertThat(deployment.getSpec().getReplicas()).as("replicas are the autoscaler's").isNull();
        });
    }

    /** Every policy is for one kind of pod, and lets others in at all of its ports and no more. */
    private void checkPolicies() {
        rendered.each(NetworkPolicy.class).forEach(policy -> {
            var pods = rendered.templates()
                    .filter(it -> selects(policy.getSpec().getPodSelector().getMatchLabels(), it))
                    .toList();
            softly.assertThat(pods).hasSize(1);
            var open = policy.getSpec().getIngress().stream()
                    .flatMap(it -> it.getPorts().stream())
                    .map(it -> it.getPort().getIntVal())
                    .collect(Collectors.toSet());
            softly.assertThat(open)
                    .as("ports that clients, members and Prometheus need are open")
                    .isEqualTo(pods.stream()
                            .flatMap(it -> it.getSpec().getContainers().stream())
                            .flatMap(it -> it.getPorts().stream())
                            .map(ContainerPort::getContainerPort)
                            .collect(Collectors.toSet()));
            softly.assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        });
    }

    private void checkRoutes() {
        var ports = rendered.named(Service.class, Chart.NAME).getSpec().getPorts();
        rendered.each(Ingress.class)
                .flatMap(it -> it.getSpec().getRules().stream())
                .flatMap(it -> it.getHttp().getPaths().stream())
                .map(it -> it.getBackend().getService())
                .forEach(it -> {
                    softly.assertThat(it.getName()).isEqualTo(Chart.NAME);
                    softly.assertThat(ports).extracting(ServicePort::getName).contains(it.getPort().getName());
                });
        rendered.each(HTTPRoute.class)
                .flatMap(it -> it.getSpec().getRules().stream())
                .flatMap(it -> it.getBackendRefs().stream())
                .forEach(it -> {
                    softly.assertThat(it.getName()).isEqualTo(Chart.NAME);
                    softly.assertThat(ports).extracting(ServicePort::getPort).contains(it.getPort());
                });
    }

    private void checkMonitor() {
        rendered.each(ServiceMonitor.class).forEach(monitor -> {
            var selected = rendered.each(Service.class)
                    .filter(it -> it.getMetadata().getLabels().entrySet()
                            .containsAll(monitor.getSpec().getSelector().getMatchLabels().entrySet()))
                    .toList();
            softly.assertThat(selected).hasSize(1);
            var ports = selected.stream().flatMap(it -> it.getSpec().getPorts().stream()).map(ServicePort::getName);
            softly.assertThat(ports.toList()).isEqualTo(List.of(monitor.getSpec().getEndpoints().getFirst().getPort()));
        });
    }
}
