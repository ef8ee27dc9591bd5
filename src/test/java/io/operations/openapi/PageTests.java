package io.operations.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.client.RequiresClients;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** The page that shows the document, in a real browser, for who is not trusted. */
@ServiceTest
@TestPropertySource(
        properties = {
            "operations.authentication.trust-loopback=false",
            "operations.authentication.local-token-file=target/page-token"
        })
@RequiresClients(programs = "chromium")
class PageTests {

    private static final String SHOWN = "document.querySelectorAll('.opblock').length";

    private final String base;

    PageTests(@LocalServerPort int port) {
        base = "http://" + Browser.HOST + ":" + port;
    }

    @Test
    void showsEveryOperationAndAsksNobodyElse() {
        var operations = (int) ApiModel.read().operations().count();
        try (var browser = new Browser()) {
            browser.open(base + "/docs");

            awaitCount(browser, SHOWN, operations);
            browser.photograph(Path.of("target", "docs.png"));
            open(browser, "operations-operations-scheduleOperation");
            open(browser, "operations-websockets-connectToOperation");
            open(browser, "operations-websockets-listen");
            assertThat(browser.evaluate("document.body.innerText").asString())
                    .contains(
                            "operation-service",
                            "Once 202 is sent",
                            "a viewer of a log fell behind",
                            "Who takes nothing");
            assertThat(browser.requests())
                    .contains(base + "/openapi.json")
                    .allMatch(it -> it.startsWith(base + "/") || it.startsWith("data:"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void open(Browser browser, String operation) {
        browser.evaluate("document.querySelector('#%s .opblock-summary-control').click()".formatted(operation));
        awaitCount(browser, "document.querySelectorAll('#%s .responses-table').length".formatted(operation), 1);
    }

    private static void awaitCount(Browser browser, String expression, int expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(browser.evaluate(expression).asInt(0))
                        .as("%s after %s", browser.complaints(), browser.requests())
                        .isEqualTo(expected));
    }
}
