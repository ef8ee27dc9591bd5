package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Row K, pages: a page of projects has those of the caller only, and a caller with one project does not page through all. */
@AccessTest
class ProjectListTests {

    private final Everybody everybody;

    ProjectListTests(@LocalServerPort int port) {
        everybody = new Everybody(port);
    }

    private String list(String caller, String query) {
        return everybody
                .named(caller)
                .get("/1.0/projects" + query)
                .metadata()
                .values()
                .toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "creator", "restricted"})
    void hasTheProjectsOfTheCaller(String caller) {
        assertThat(list(caller, "")).isEqualTo("[\"/1.0/projects/own\"]");
        assertThat(list(caller, "?limit=1")).isEqualTo("[\"/1.0/projects/own\"]");
        assertThat(list(caller, "?limit=1&after=own")).isEqualTo("[]");
        assertThat(list(caller, "?recursion=1&limit=1")).contains("\"own\"").doesNotContain("\"other\"", "\"default\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stranger", "metrics", "scraper"})
    void isEmptyForWhoHasNone(String caller) {
        assertThat(list(caller, "?limit=1")).isEqualTo("[]");
        assertThat(list(caller, "?recursion=1")).isEqualTo("[]");
    }

    @Test
    void hasAllForWhoMayDoSomethingInAll() {
        assertThat(list("watcher", "")).contains("/own", "/other", "/default");
        assertThat(list("admin", "?limit=2")).isEqualTo("[\"/1.0/projects/default\", \"/1.0/projects/other\"]");
    }
}
