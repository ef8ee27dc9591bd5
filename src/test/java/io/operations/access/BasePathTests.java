package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Row E: management endpoints are protected as such, wherever they are mounted, and whichever are exposed. */
@AccessTest
@TestPropertySource(
        properties = {
            "management.endpoints.web.base-path=/manage",
            "management.endpoints.web.path-mapping.prometheus=scrape",
            "management.endpoints.web.exposure.include=*"
        })
class BasePathTests {

    private final Everybody everybody;

    BasePathTests(@LocalServerPort int port) {
        everybody = new Everybody(port);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
        path                     | nobody | stranger | creator | scraper | restricted | admin
        /manage                  | 403    | 403      | 403     | 200     | 403        | 200
        /manage/scrape           | 403    | 403      | 403     | 200     | 403        | 200
        /%6danage/scrape         | 403    | 403      | 403     | 200     | 403        | 200
        /manage/metrics          | 403    | 403      | 403     | 200     | 403        | 200
        /manage/health/readiness | 200    | 200      | 200     | 200     | 200        | 200
        /manage/env              | 403    | 403      | 403     | 403     | 403        | 200
        /manage/configprops      | 403    | 403      | 403     | 403     | 403        | 200
        /manage/%65nv            | 403    | 403      | 403     | 403     | 403        | 200
        /manage/nowhere          | 403    | 404      | 404     | 404     | 404        | 404
        /actuator/prometheus     | 403    | 404      | 404     | 404     | 404        | 404
        """)
    void areProtectedByWhatTheyAre(
            String path, int nobody, int stranger, int creator, int scraper, int restricted, int admin) {
        assertThat(status("nobody", path)).isEqualTo(nobody);
        assertThat(status("stranger", path)).isEqualTo(stranger);
        assertThat(status("creator", path)).isEqualTo(creator);
        assertThat(status("scraper", path)).isEqualTo(scraper);
        assertThat(status("restricted", path)).isEqualTo(restricted);
        assertThat(status("admin", path)).isEqualTo(admin);
    }

    @Test
    void areNotChangedByScrapers() {
        assertThat(everybody.named("scraper").status("POST", "/manage/loggers/io.operations", "{}"))
                .isEqualTo(403);
    }

    private int status(String caller, String path) {
        return everybody.named(caller).status("GET", path, null);
    }
}
