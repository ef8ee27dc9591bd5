package io.operations.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Values that people may choose: each part by itself, all at once, and all but one, with each kind of database. */
final class Combinations {

    /** What an installation must say. */
    static final Map<String, List<String>> DATABASES = Map.of(
            "a Secret", List.of("database.existingSecret.name=pg-app"),
            "a Secret without URL", List.of("database.existingSecret.name=pg-app", "database.url=jdbc:postgresql://pg/ops"),
            "values", List.of("database.url=jdbc:postgresql://pg/ops", "database.username=ops", "database.password=secret"),
            "only a URL", List.of("database.url=jdbc:postgresql://pg/ops?user=ops"),
            "the trial's", List.of("trial.postgresql.enabled=true"));

    /** What it may say beside that; a part that is on by itself is switched off. */
    static final Map<String, List<String>> PARTS = parts();

    private Combinations() {}

    private static Map<String, List<String>> parts() {
        var parts = new LinkedHashMap<String, List<String>>();
        parts.put("TLS", List.of("tls.enabled=true", "tls.existingSecret=ops-tls"));
        parts.put("only TLS", List.of("tls.enabled=true", "tls.existingSecret=ops-tls", "tls.only=true"));
        parts.put("ingress", List.of("ingress.enabled=true", "ingress.className=nginx", "ingress.hosts[0]=ops.example.com",
                "ingress.tls[0].secretName=web", "ingress.tls[0].hosts[0]=ops.example.com"));
        parts.put("route", List.of("route.enabled=true", "route.parentRefs[0].name=web", "route.parentRefs[0].namespace=infra",
                "route.hostnames[0]=ops.example.com"));
        parts.put("autoscaling", List.of("autoscaling.enabled=true", "autoscaling.pendingPerMember=100"));
        parts.put("no disruption budget", List.of("podDisruptionBudget.enabled=false"));
        parts.put("no network policy", List.of("networkPolicy.enabled=false"));
        parts.put("monitoring", List.of("monitoring.serviceMonitor.enabled=true", "monitoring.rules.enabled=true",
                "monitoring.dashboard.enabled=true", "monitoring.rules.labels.release=prometheus"));
        parts.put("OIDC", List.of("authentication.tokens=oidc", "authentication.oidc.issuer=https://id.example.com",
                "authentication.grants[0].groups[0]=ops", "authentication.grants[0].permissions[0]=all"));
        parts.put("everybody", List.of("authentication.tokens=none", "authentication.trustEverybody=true"));
        parts.put("no client", List.of("authentication.client=false"));
        parts.put("an account", List.of("serviceAccount.create=false", "serviceAccount.name=mine"));
        parts.put("pods", List.of("podLabels.team=storage", "podAnnotations.note=yes", "nodeSelector.disk=ssd",
                "tolerations[0].key=spot", "tolerations[0].operator=Exists", "priorityClassName=high", "runAsUser=null",
                "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey=zone",
                "extraEnv[0].name=TZ", "extraEnv[0].value=UTC", "javaOptions=-XX:+UseZGC", "image.pullSecrets[0]=registry"));
        parts.put("properties", List.of("properties.operations\\.runner\\.slots=1000000",
                "properties.operations\\.http\\.allowed-hosts[0]=*.example.com", "database.hintsUrl=jdbc:postgresql://pg/ops"));
        parts.put("peers", List.of("networkPolicy.clients[0].ipBlock.cidr=10.0.0.0/8",
                "networkPolicy.database[0].podSelector.matchLabels.app=pg", "networkPolicy.egress[0].ports[0].port=4318"));
        return parts;
    }

    /** Each with a name. */
    static Map<String, List<String>> all() {
        var all = new LinkedHashMap<String, List<String>>();
        DATABASES.forEach((database, values) -> {
            all.put(database, values);
            all.put(database + ", everything", with(values, PARTS.keySet().stream()));
            PARTS.forEach((part, its) -> {
                all.put(database + ", " + part, join(values, its));
                var others = PARTS.keySet().stream().filter(it -> !it.equals(part));
                all.put(database + ", everything but " + part, with(values, others));
            });
        });
        return all;
    }

    private static List<String> with(List<String> values, Stream<String> parts) {
        return parts.map(PARTS::get).reduce(values, Combinations::join);
    }

    private static List<String> join(List<String> first, List<String> second) {
        var joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }
}
