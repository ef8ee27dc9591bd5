package io.operations.chart;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/**
 * Whether selectors select, and requests arrive: from routes over Services at ports.
 *
 * @param rendered all of the chart
 * @param softly   told of what is missing
 */
record ServiceWiring(Manifests rendered, SoftAssertions softly) {

    void check() {
        rendered.each(Service.class).forEach(this::checkService);
        checkDeployment();
        checkBudgetAndAutoscaler();
        checkIngress();
        checkRoute();
        rendered.each(ServiceMonitor.class).forEach(this::checkMonitor);
    }

    static boolean selects(Map<String, String> selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.entrySet());
    }

    static List<PodTemplateSpec> selected(Manifests rendered, Map<String, String> selector) {
        return rendered.templates()
                .filter(it -> selects(selector, it.getMetadata().getLabels()))
                .toList();
    }

    static Stream<ContainerPort> ports(List<PodTemplateSpec> pods) {
        return pods.stream()
                .flatMap(it -> it.getSpec().getContainers().stream())
                .flatMap(it -> it.getPorts().stream());
    }

    private void checkService(Service service) {
        var pods = selected(rendered, service.getSpec().getSelector());
        softly.assertThat(pods)
                .as("pods of %s", service.getMetadata().getName())
                .hasSize(1);
        softly.assertThat(service.getSpec().getPorts())
                .extracting(it -> it.getTargetPort().getStrVal())
                .as("ports of %s", service.getMetadata().getName())
                .isSubsetOf(ports(pods).map(ContainerPort::getName).toList());
    }

    private Map<String, String> members() {
        return rendered.one(Deployment.class).getSpec().getSelector().getMatchLabels();
    }

    private void checkDeployment() {
        softly.assertThat(selected(rendered, members())).as("members").hasSize(1);
        softly.assertThat(
                        selects(members(), rendered.one(Pod.class).getMetadata().getLabels()))
                .as("the test's pod is a member")
                .isFalse();
        softly.assertThat(rendered.member().getTopologySpreadConstraints())
                .isNotEmpty()
                .allMatch(it -> it.getLabelSelector().getMatchLabels().equals(members()));
    }

    private void checkBudgetAndAutoscaler() {
        rendered.each(PodDisruptionBudget.class)
                .forEach(it -> softly.assertThat(it.getSpec().getSelector().getMatchLabels())
                        .isEqualTo(members()));
        var replicas = rendered.one(Deployment.class).getSpec().getReplicas();
        rendered.each(HorizontalPodAutoscaler.class).forEach(it -> {
            softly.assertThat(it.getSpec().getScaleTargetRef().getName()).isEqualTo(Chart.NAME);
            softly.assertThat(replicas).as("replicas are the autoscaler's").isNull();
        });
    }

    private List<ServicePort> ports() {
        return rendered.named(Service.class, Chart.NAME).getSpec().getPorts();
    }

    private void checkIngress() {
        var paths = rendered.each(Ingress.class)
                .flatMap(it -> it.getSpec().getRules().stream())
                .flatMap(it -> it.getHttp().getPaths().stream())
                .toList();
        paths.stream().map(it -> it.getBackend().getService()).forEach(this::checkBackend);
        if (!paths.isEmpty())
            checkPaths(paths.stream().map(HTTPIngressPath::getPath).toList());
    }

    private void checkBackend(IngressServiceBackend backend) {
        softly.assertThat(backend.getName()).isEqualTo(Chart.NAME);
        softly.assertThat(ports())
                .extracting(ServicePort::getName)
                .contains(backend.getPort().getName());
    }

    private void checkRoute() {
        rendered.each(HTTPRoute.class)
                .flatMap(it -> it.getSpec().getRules().stream())
                .forEach(rule -> {
                    rule.getBackendRefs().forEach(this::checkBackend);
                    checkPaths(rule.getMatches().stream()
                            .map(it -> it.getPath().getValue())
                            .toList());
                });
    }

    private void checkBackend(HTTPBackendRef backend) {
        softly.assertThat(backend.getName()).isEqualTo(Chart.NAME);
        softly.assertThat(ports()).extracting(ServicePort::getPort).contains(backend.getPort());
    }

    /** What members tell each other, and what only Prometheus and kubelet ask for, is not passed on. */
    private void checkPaths(List<String> paths) {
        softly.assertThat(paths).containsExactly("/1.0", "/openapi.json", "/docs");
    }

    private void checkMonitor(ServiceMonitor monitor) {
        var selector = monitor.getSpec().getSelector().getMatchLabels();
        var services = rendered.each(Service.class)
                .filter(it -> selects(selector, it.getMetadata().getLabels()))
                .toList();
        softly.assertThat(services).hasSize(1);
        softly.assertThat(services.stream().flatMap(it -> it.getSpec().getPorts().stream()))
                .extracting(ServicePort::getName)
                .containsExactly(monitor.getSpec().getEndpoints().getFirst().getPort());
    }
}
