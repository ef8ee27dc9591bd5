package io.operations.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How the dashboard is laid out; what it shows is in {@link PrometheusTests}. */
class DashboardTests {

    private static final String SOURCE = "${datasource}";

    private final Dashboard dashboard = Dashboard.load();

    @Test
    void hasARowForEachMatter() {
        assertThat(dashboard.rows())
                .containsExactly("Traffic", "Queue", "Runs", "Events", "Members", "Database", "JVM");
    }

    @Test
    void takesItsDataSourceFromAVariable() {
        assertThat(dashboard.variables())
                .extracting(it -> it.path("name").asString())
                .containsExactly("datasource", "namespace", "job", "instance");
        assertThat(dashboard.variables().getFirst().path("type").asString()).isEqualTo("datasource");
        assertThat(dashboard.panels()).allSatisfy(panel -> {
            assertThat(panel.at("/datasource/uid").asString()).isEqualTo(SOURCE);
            assertThat(Dashboard.targets(panel))
                    .allSatisfy(it ->
                            assertThat(it.at("/datasource/uid").asString()).isEqualTo(SOURCE));
        });
    }

    @Test
    void saysWhatEachPanelShowsAndInWhichUnit() {
        assertThat(dashboard.panels()).allSatisfy(panel -> {
            assertThat(panel.path("title").asString()).isNotBlank();
            assertThat(panel.path("description").asString()).endsWith(".");
            assertThat(panel.at("/fieldConfig/defaults/unit").asString()).isNotBlank();
            assertThat(Dashboard.targets(panel))
                    .isNotEmpty()
                    .allSatisfy(
                            it -> assertThat(it.path("legendFormat").asString()).isNotBlank());
        });
    }

    @Test
    void asksOnlyForWhatIsSelected() {
        assertThat(dashboard.panels().stream().flatMap(it -> Dashboard.targets(it).stream()))
                .allSatisfy(it -> assertThat(it.path("expr").asString().replace("$__", ""))
                        .contains("namespace=~\"$namespace\", job=~\"$job\", instance=~\"$instance\""));
    }

    /** Grafana would move what overlaps. */
    @Test
    void hasAPlaceForEachPanel() {
        var taken = new HashSet<String>();
        dashboard.panels().stream()
                .map(it -> it.path("gridPos"))
                .forEach(place -> cells(place)
                        .forEach(it -> assertThat(taken.add(it)).as(it).isTrue()));
    }

    private static Iterable<String> cells(JsonNode place) {
        var x = place.path("x").asInt();
        var y = place.path("y").asInt();
        assertThat(x + place.path("w").asInt()).isLessThanOrEqualTo(24);
        return IntStream.range(x, x + place.path("w").asInt())
                .boxed()
                .flatMap(column ->
                        IntStream.range(y, y + place.path("h").asInt()).mapToObj(row -> column + "," + row))
                .toList();
    }
}
