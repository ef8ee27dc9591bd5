package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.RawHttp;
import java.io.IOException;
import java.util.HashSet;
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

    @TestFactory
    Stream<DynamicTest> opensNoMore() {
        return AccessTable.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.request(), () -> {
                    var open = new HashSet<String>();
                    row.answers().forEach((caller, answer) -> {
                        var filled = requests.fill(row.request());
                        Spellings.of(filled.target()).forEach((how, target) -> {
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
