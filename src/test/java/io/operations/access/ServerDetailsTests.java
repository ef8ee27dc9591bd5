package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Row I: what {@code GET /1.0} says of the machine is for callers who may do everything. */
@AccessTest
class ServerDetailsTests {

    private final Everybody everybody;

    ServerDetailsTests(@LocalServerPort int port) {
        everybody = new Everybody(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "client"})
    void areForThoseWhoMayDoEverything(String caller) {
        var environment = everybody.named(caller).get("/1.0").metadata().path("environment");

        assertThat(environment.propertyNames())
                .contains("server_pid", "kernel_version", "server_name", "addresses", "server_version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stranger",
                "viewer",
                "creator",
                "editor",
                "listener",
                "watcher",
                "scraper",
                "restricted",
                "metrics"
            })
    void areNotForOthers(String caller) {
        var server = everybody.named(caller).get("/1.0").metadata();

        assertThat(server.path("auth").asString()).isEqualTo("trusted");
        assertThat(server.path("api_extensions").size()).isPositive();
        assertThat(server.path("environment").propertyNames())
                .containsExactlyInAnyOrder("server", "server_clustered", "project");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "unknown"})
    void areNotForStrangers(String caller) {
        var server = everybody.named(caller).get("/1.0").metadata();

        assertThat(server.propertyNames())
                .containsExactlyInAnyOrder(
                        "api_extensions", "api_status", "api_version", "auth", "public", "auth_methods", "config");
    }
}
