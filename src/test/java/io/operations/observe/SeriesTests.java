package io.operations.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Listener;
import io.operations.Scrape;
import io.operations.ServiceTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How many series there are does not depend on what callers send, and each says what it is. */
@ServiceTest
class SeriesTests {

    private static final Pattern FAMILY = Pattern.compile("^# HELP (\\S+) ?(.*)$", Pattern.MULTILINE);
    private static final Pattern UNITS = Pattern.compile(
            ".*_(?:seconds|bytes|events|listeners|members|operations|rows|writes|total|info|ratio)(?:_max)?");

    /** Of ours those that count what their name says. */
    private static final Set<String> PLAIN = Set.of(
            "api_requests_ongoing",
            "cluster_members",
            "database_reachable",
            "operations_active",
            "operations_queued",
            "operations_slots",
            "operations_slots_used",
            "operations_waiters");

    private static final int MANY = 25;

    private final int port;
    private final Api api;

    SeriesTests(@LocalServerPort int port) {
        this.port = port;
        this.api = Api.on(port);
    }

    /** Names of whatever a caller may name, different each time, and with what would break a line of the scrape. */
    private void beHostile() {
        var name = "h" + Bodies.unique();
        var project = api.project(name);
        api.await(api.post("/1.0/operations?project=" + project, """
                        {"type": "noop", "entity_url": "/1.0/projects/%1$s", "conflict_reference": "%1$s", "metadata": {"%1$s": 1}}
                        """.formatted(name))
                .hasStatus(202)
                .id());
        api.await(api.schedule(Bodies.failing(name, 499)).id());
        api.schedule("""
                {"type": "noop", "entity_url": "/1.0/%s\\"}\\n# TYPE"}""".formatted(name));
        api.schedule("{\"type\": \"" + name + "\"}");
        api.schedule("{\"type\": \"noop\", \"class\": \"" + name + "\"}");
        api.post("/1.0/operations?project=" + name + "x", Bodies.NOOP);
        for (var path : List.of("", "1.0/", "1.0/operations/", "1.0/projects/", "1.0/cluster/members/", "actuator/")) {
            api.get("/" + path + name);
        }
        api.send(api.request("/1.0").method(name, BodyPublishers.noBody()).build());
        api.send(api.request("/1.0")
                .header("User-Agent", name)
                .header(name, name)
                .build());
        Listener.on(port, "project=" + name).close();
        api.delete("/1.0/projects/" + name);
    }

    /** Not those of the JVM, which has a new reason to collect garbage now and then. */
    private Set<String> series() {
        var series = new TreeSet<>(Scrape.of(api).samples().keySet());
        series.removeIf(it -> it.startsWith("jvm_gc_"));
        return series;
    }

    @Test
    void areAsManyHoweverManyNamesCallersMakeUp() {
        for (var i = 0; i < 2; i++) beHostile();
        var before = series();

        for (var i = 0; i < MANY; i++) beHostile();

        var after = series();
        after.removeAll(before);
        assertThat(after).isEmpty();
        assertThat(before).hasSizeLessThan(3_000);
    }

    private List<String[]> families() {
        return FAMILY.matcher(api.get("/actuator/prometheus").hasStatus(200).text())
                .results()
                .map(it -> new String[] {it.group(1), it.group(2)})
                .toList();
    }

    @Test
    void sayWhatTheyAre() {
        assertThat(families())
                .hasSizeGreaterThan(50)
                .allSatisfy(it -> assertThat(it[1]).as(it[0]).isNotBlank());
    }

    @Test
    void sayInWhichUnit() {
        assertThat(families())
                .extracting(it -> it[0])
                .filteredOn(it -> it.matches("(?:api|cluster|database|event|operations|tls)_.*"))
                .hasSizeGreaterThan(25)
                .filteredOn(it -> !PLAIN.contains(it))
                .allSatisfy(it -> assertThat(it).matches(UNITS));
    }
}
