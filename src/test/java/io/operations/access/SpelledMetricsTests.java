package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Row E: requests are counted by the route that they match. Another spelling of a path is neither missed nor taken for another. */
@AccessTest
class SpelledMetricsTests {

    private static final Map<String, String> LABELS = Map.of(
            "/1.0/operations?all-projects=true", "operation",
            "/1.0/projects/own", "project",
            "/1.0/cluster/members", "cluster_member",
            "/1.0/certificates", "certificate",
            "/1.0/operation-types", "server",
            "/actuator/prometheus", "",
            "/actuator/health/liveness", "",
            "/actuator", "");

    private final Somebody admin;
    private final MeterRegistry meters;

    SpelledMetricsTests(@LocalServerPort int port, MeterRegistry meters) {
        admin = new Everybody(port).named("admin");
        this.meters = meters;
    }

    @TestFactory
    Stream<DynamicTest> countsWhatIsMatched() {
        return LABELS.entrySet().stream()
                .flatMap(it -> spelled(it.getKey())
                        .map(target -> DynamicTest.dynamicTest(target, () -> counts(target, it.getValue()))));
    }

    private static Stream<String> spelled(String target) {
        return Stream.concat(Stream.of(target), Spellings.of(target).values().stream());
    }

    private void counts(String target, String label) {
        var before = counted();
        var status = admin.status("GET", target, null);

        assertThat(difference(before)).isIn(possible(status, label));
    }

    /** What is refused may have been a spelling of the path, or of none; or it was malformed, and Tomcat has let nobody see it. */
    private static List<String> possible(int status, String label) {
        return switch (status) {
            case 200 -> List.of(label);
            case 400 -> List.of(label, "server", "");
            default -> List.of(label, "server");
        };
    }

    private Map<String, Double> counted() {
        var counted = new TreeMap<String, Double>();
        meters.find("api.requests.completed")
                .counters()
                .forEach(
                        it -> counted.merge(String.valueOf(it.getId().getTag("entity_type")), it.count(), Double::sum));
        return counted;
    }

    /** What has been counted once since; empty if nothing was. */
    private String difference(Map<String, Double> before) {
        var differing = new TreeMap<>(counted());
        differing.entrySet().removeIf(it -> it.getValue().equals(before.get(it.getKey())));
        assertThat(differing).hasSizeLessThan(2);
        return differing.isEmpty() ? "" : differing.firstKey();
    }
}
