package io.operations.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Values that people may choose: each part by itself, all at once, and all but one, with each kind of database. */
final class Combinations {

    /** What an installation must say. */
    private static final Map<String, List<String>> DATABASES = read("""
            a Secret: database.existingSecret.name=pg-app
            a Secret without URL: database.existingSecret.name=pg-app database.url=jdbc:postgresql://pg/ops
            two roles: database.url=jdbc:postgresql://pg/ops database.existingSecret.name=login \
              database.migration.existingSecret.name=owner
            values: database.url=jdbc:postgresql://pg/ops database.username=ops database.password=secret
            only a URL: database.url=jdbc:postgresql://pg/ops?user=ops
            the trial's: trial.postgresql.enabled=true
            """);

    /** What it may say beside that; a part that is on by itself is switched off. */
    private static final Map<String, List<String>> PARTS = read("""
            TLS: tls.enabled=true tls.existingSecret=ops-tls
            only TLS: tls.enabled=true tls.existingSecret=ops-tls tls.only=true
            cert-manager: tls.certManager.enabled=true
            an issuer: tls.certManager.enabled=true tls.certManager.issuer.name=internal tls.certManager.dnsNames[0]=ops.example.com
            ingress: ingress.enabled=true ingress.className=nginx ingress.hosts[0]=ops.example.com \
              ingress.tls[0].secretName=web ingress.tls[0].hosts[0]=ops.example.com
            route: route.enabled=true route.parentRefs[0].name=web route.parentRefs[0].namespace=infra \
              route.hostnames[0]=ops.example.com route.annotations.note=yes
            autoscaling: autoscaling.enabled=true autoscaling.pendingPerMember=100
            no CPU metric: autoscaling.enabled=true autoscaling.pendingPerMember=100 autoscaling.cpuPercent=0
            no disruption budget: podDisruptionBudget.enabled=false
            no network policy: networkPolicy.enabled=false
            monitor: monitoring.serviceMonitor.enabled=true monitoring.serviceMonitor.labels.release=prometheus
            rules: monitoring.rules.enabled=true monitoring.rules.labels.release=prometheus
            dashboard: monitoring.dashboard.enabled=true monitoring.dashboard.annotations.folder=ops
            traces: monitoring.traces.endpoint=http://collector.monitoring:4318/v1/traces
            OIDC: authentication.tokens=oidc authentication.oidc.issuer=https://id.example.com \
              authentication.oidc.jwkSetUri=https://id.example.com/keys \
              authentication.grants[0].groups[0]=ops authentication.grants[0].permissions[0]=all
            everybody: authentication.tokens=none authentication.trustEverybody=true
            no client: authentication.client=false
            an account: serviceAccount.create=false serviceAccount.name=mine
            an annotated account: serviceAccount.annotations.note=yes
            service: service.type=LoadBalancer service.port=80 service.tlsPort=443 service.annotations.note=yes
            image: image.digest=sha256:0000000000000000000000000000000000000000000000000000000000000000 \
              image.pullPolicy=Always image.pullSecrets[0]=registry
            pods: podLabels.team=storage podAnnotations.note=yes nodeSelector.disk=ssd priorityClassName=high \
              tolerations[0].key=spot tolerations[0].operator=Exists runAsUser=null logFormat= \
              affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey=zone \
              extraEnv[0].name=TZ extraEnv[0].value=UTC javaOptions=-XX:+UseZGC
            properties: properties.operations\\.runner\\.slots=1000000 database.hintsUrl=jdbc:postgresql://pg/ops
            keys: encryption.existingSecret=ops-keys encryption.secretKey=all
            no keys: encryption.generate=false encryption.existingSecret=
            calls: http.allowedHosts[0]=*.example.org http.secrets[0].name=backup http.secrets[0].existingSecret=backup \
              http.secrets[0].key=token http.secrets[0].projects[0]=default http.secrets[0].hosts[0]=backup.example.org:443
            proxies: trustedProxies[0]=10.0.0.0/8 database.tls=verified
            peers: networkPolicy.clients[0].ipBlock.cidr=10.0.0.0/8 networkPolicy.egress[0].ports[0].port=4318 \
              networkPolicy.database[0].podSelector.matchLabels.app=pg
            """);

    private Combinations() {}

    /** By the name at the beginning of the line. */
    private static Map<String, List<String>> read(String lines) {
        var read = new LinkedHashMap<String, List<String>>();
        lines.lines().map(it -> it.split(": +", 2)).forEach(it -> read.put(it[0], List.of(it[1].split(" +"))));
        return read;
    }

    /** A database with some of the parts. */
    static List<String> of(String database, String... parts) {
        return with(DATABASES.getOrDefault(database, List.of()), Stream.of(parts));
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
