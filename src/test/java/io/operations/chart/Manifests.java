package io.operations.chart;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * What the chart has made.
 *
 * @param all each with what Helm has written
 */
record Manifests(List<Manifest> all) {

    static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

    /**
     * One of them.
     *
     * @param written as Helm has written it
     * @param typed   the same as Kubernetes would understand it
     */
    record Manifest(Map<String, Object> written, HasMetadata typed) {

        @Override
        public String toString() {
            return typed.getKind() + " " + typed.getMetadata().getName();
        }
    }

    /** @param rendered documents of YAML */
    static Manifests of(String rendered) {
        var all = new ArrayList<Manifest>();
        for (var document : new Yaml().loadAll(rendered)) {
            if (document instanceof Map<?, ?> map && !map.isEmpty()) all.add(manifest(map));
        }
        return new Manifests(List.copyOf(all));
    }

    @SuppressWarnings("unchecked")
    private static Manifest manifest(Map<?, ?> written) {
        HasMetadata typed = KUBERNETES.unmarshal(new Yaml().dump(written));
        return new Manifest((Map<String, Object>) written, typed);
    }

    <T extends HasMetadata> Stream<T> each(Class<T> kind) {
        return all.stream().map(Manifest::typed).filter(kind::isInstance).map(kind::cast);
    }

    /** The first of its kind; there must be one. */
    <T extends HasMetadata> T one(Class<T> kind) {
        return each(kind).findFirst().orElseThrow(() -> new AssertionError("no " + kind.getSimpleName()));
    }

    <T extends HasMetadata> T named(Class<T> kind, String name) {
        return each(kind)
                .filter(it -> it.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
    }

    /** What pods that stay are made from. */
    Stream<PodTemplateSpec> templates() {
        return Stream.concat(
                each(Deployment.class).map(it -> it.getSpec().getTemplate()),
                each(StatefulSet.class).map(it -> it.getSpec().getTemplate()));
    }

    /** All pods, that of the test as well. */
    Stream<PodSpec> pods() {
        return Stream.concat(
                templates().map(PodTemplateSpec::getSpec), each(Pod.class).map(Pod::getSpec));
    }

    /** A member's. */
    PodSpec member() {
        return one(Deployment.class).getSpec().getTemplate().getSpec();
    }

    /** The service itself. */
    Container service() {
        return member().getContainers().getFirst();
    }

    EnvVar variable(String name) {
        return service().getEnv().stream()
                .filter(it -> it.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no variable " + name));
    }

    /** The service's properties. */
    String configuration() {
        return named(ConfigMap.class, Chart.NAME).getData().get("application.yaml");
    }

    Map<String, Object> properties() {
        return new Yaml().load(configuration());
    }
}
