package io.operations.chart;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/**
 * Whether each kind of pod is closed, but for what has to come and go.
 *
 * @param rendered all of the chart
 * @param softly   told of what is missing
 */
record PolicyWiring(Manifests rendered, SoftAssertions softly) {

    void check() {
        rendered.each(NetworkPolicy.class).forEach(this::checkPolicy);
        rendered.each(NetworkPolicy.class)
                .filter(it -> it.getMetadata().getName().equals(Chart.NAME))
                .forEach(this::checkCallers);
    }

    /** It is for one kind of pod, and lets others in at all ports of that and no more. */
    private void checkPolicy(NetworkPolicy policy) {
        var pods = ServiceWiring.selected(
                rendered, policy.getSpec().getPodSelector().getMatchLabels());
        softly.assertThat(pods).hasSize(1);
        var open = policy.getSpec().getIngress().stream()
                .flatMap(it -> it.getPorts().stream())
                .map(it -> it.getPort().getIntVal())
                .collect(Collectors.toSet());
        softly.assertThat(open)
                .as("ports that clients, members and Prometheus need are open")
                .isEqualTo(ServiceWiring.ports(pods)
                        .map(ContainerPort::getContainerPort)
                        .collect(Collectors.toSet()));
        softly.assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    }

    /** Members and the test of the chart get in, whoever the clients are; nobody but Prometheus gets to the management port. */
    private void checkCallers(NetworkPolicy policy) {
        var first = policy.getSpec().getIngress().getFirst();
        var test = rendered.one(Pod.class).getMetadata().getLabels();
        var member = policy.getSpec().getPodSelector().getMatchLabels();
        softly.assertThat(selectors(first.getFrom().stream())).contains(member);
        softly.assertThat(selectors(first.getFrom().stream())).anyMatch(it -> ServiceWiring.selects(it, test));
        softly.assertThat(first.getPorts()).noneMatch(it -> it.getPort().getIntVal() == 8081);
    }

    private static Stream<Map<String, String>> selectors(Stream<NetworkPolicyPeer> peers) {
        return peers.filter(it -> it.getNamespaceSelector() == null && it.getPodSelector() != null)
                .map(it -> it.getPodSelector().getMatchLabels());
    }
}
