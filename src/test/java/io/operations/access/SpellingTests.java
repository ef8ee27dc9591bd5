package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.RawHttp;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Row E: another spelling of a path of {@link AccessTable} opens nothing that the path itself does not open. */
@AccessTest
class SpellingTests {

    private static final int FIRST_REFUSAL = 400;
    private static final int FAULT = 500;

    private final int port;
    private final Everybody everybody;
    private final AccessTable.Requests requests;
    private final Scene scene;

    SpellingTests(@LocalServerPort int port) {
        this.port = port;
        everybody = new Everybody(port);
        scene = new Scene(everybody.named("admin"), everybody.named("creator"));
        requests = new AccessTable.Requests(scene);
    }

    /** Those that an HTTP client sends as they are. */
    private static Map<String, String> spellings(String target) {
        var path = target.split("\\?", 2)[0];
        var query = target.substring(path.length());
        var spelled = new LinkedHashMap<String, String>();
        spelled.put("first letter encoded", encoded(path, 1));
        spelled.put("last letter encoded", encoded(path, path.length() - 1));
        spelled.put("all encoded", "/" + allEncoded(path.substring(1)));
        spelled.put("encoded twice", encoded(path, 1).replace("%", "%25"));
        spelled.put("slash encoded", path.substring(0, 1) + path.substring(1).replaceFirst("/", "%2f"));
        spelled.put("first slash doubled", "/" + path);
        spelled.put("last slash doubled", path.replaceFirst("/(?=[^/]*$)", "//"));
        spelled.put("slash at the end", path + "/");
        spelled.put("dot before", "/." + path);
        spelled.put("dots within", "/x/.." + path);
        spelled.put("encoded dots within", "/x/%2e%2e" + path);
        spelled.put("parameter", path + ";x=y");
        spelled.put("parameter within", path.replaceFirst("(?<=.)/(?=[^/]*$)", ";x=y/"));
        spelled.put("upper case", path.toUpperCase(Locale.ROOT));
        spelled.put("extension", path + ".json");
        spelled.put("zero at the end", path + "%00");
        spelled.put("other path before", "/docs/.." + path);
        spelled.replaceAll((_, it) -> it + query);
        spelled.values().removeIf(target::equals);
        return spelled;
    }

    private static String encoded(String path, int at) {
        if (path.length() <= at || at < 1 || path.charAt(at) == '%') return path;
        return path.substring(0, at) + "%%%02x".formatted((int) path.charAt(at)) + path.substring(at + 1);
    }

    private static String allEncoded(String text) {
        var all = new StringBuilder();
        text.chars().forEach(it -> all.append(it == '/' ? "/" : "%%%02X".formatted(it)));
        return all.toString();
    }

    @TestFactory
    Stream<DynamicTest> opensNoMore() {
        return AccessTable.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.request(), () -> {
                    var open = new HashSet<String>();
                    row.answers().forEach((caller, answer) -> {
                        var filled = requests.fill(row.request());
                        spellings(filled.target()).forEach((how, target) -> {
                            var status = filled.with(target).statusOnly(everybody.named(caller));
                            // What was let in has been done once already, and may be refused now for that.
                            if (status != answer && (status < FIRST_REFUSAL || status == FAULT))
                                open.add("%s, %s: %d instead of %d at %s"
                                        .formatted(caller, how, status, answer, target));
                        });
                    });
                    assertThat(open).isEmpty();
                }));
    }

    /** What is endless would hold up the end of the service. */
    @AfterEach
    void clear() {
        scene.clear();
    }

    /** The case that was seen: a scrape by a caller who may not view metrics. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/%61ctuator/prometheus", "/actuator/%70rometheus", "/%61%63tuator", "/actuator/prom%65theus"})
    void keepsMetricsFromOthers(String target) throws IOException {
        var authorization = everybody.named("viewer").headers().get("Authorization");

        var answer =
                RawHttp.answer(RawHttp.send(port, RawHttp.request("GET", target, "Authorization: " + authorization)));

        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void answersTheSamePathInAnotherSpelling() throws IOException {
        var authorization = everybody.named("scraper").headers().get("Authorization");

        var answer = RawHttp.answer(RawHttp.send(
                port, RawHttp.request("GET", "/%61ctuator/prometheus", "Authorization: " + authorization)));

        assertThat(answer.status()).isEqualTo(200);
    }
}
