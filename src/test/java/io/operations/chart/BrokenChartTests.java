package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would break an installation does not pass the checks. */
class BrokenChartTests {

    private static final List<String> VALUES =
            Combinations.of("values", "TLS", "ingress", "route", "autoscaling", "monitor");

    @Test
    void isNotThisOne() {
        assertThatCode(() -> Checks.all(Chart.render(VALUES))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deployment.yaml | readiness, port: management | readiness, port: managment | managment",
                "deployment.yaml | {name: https, containerPort | {name: tls, containerPort | ports of",
                "deployment.yaml | containerPort: 8081 | containerPort: 8082 | ports that clients",
                "deployment.yaml | failureThreshold | failuresThreshold | failuresThreshold",
                "deployment.yaml | automountServiceAccountToken: false | automountServiceAccountToken: true | false",
                "deployment.yaml | name: SERVER_PORT | name: SERVICE_PORT | SERVICE_PORT",
                "deployment.yaml | mountPath: /etc/operation-service-tls | mountPath: /etc/tls | tls.crt",
                "deployment.yaml | {name: tmp, mountPath: /tmp} | {name: temp, mountPath: /tmp} | volumes",
                "_helpers.tpl | readOnlyRootFilesystem: true | readOnlyRootFilesystem: false | true",
                "_configuration.tpl | $secret \"password\" | $secret \"pass\" | pass",
                "_configuration.tpl | jwt.token-file | jwt.tokens-file | operations.jwt.tokens-file",
                "_configuration.tpl | operation-service-tls/tls.key | operation-service-tls/key | operation-service-tls/key",
                "deployment.yaml | mountPath: /etc/operation-service-keys | mountPath: /etc/keys | keys",
                "secret.yaml | username: | user: | username",
                "service.yaml | targetPort: management | targetPort: metrics | metrics",
                "service.yaml | \"component\" \"management\" | \"component\" \"member\" | size",
                "networkpolicy.yaml | {port: 8081, protocol | {port: 8080, protocol | ports that clients",
                "networkpolicy.yaml | \"test\" | \"tests\" | to match given predicate",
                "pdb.yaml | \"component\" \"member\" | \"component\" \"members\" | members",
                "hpa.yaml | averageUtilization | utilization | utilization",
                "ingress.yaml | clientPort\" $ | fullname\" $ | ops-operation-service",
                "httproute.yaml | clientPortNumber | clientPort | http",
                "monitoring.yaml | port: management | port: http | management",
                "serviceaccount.yaml | }}-client | }}-caller | no ServiceAccount",
            })
    void isFound(String file, String from, String to, String says) {
        var edits = Map.of("templates/" + file, Map.entry(from, to));

        assertThatThrownBy(() -> Checks.all(Chart.with(edits).rendered(VALUES))).hasMessageContaining(says);
    }
}
