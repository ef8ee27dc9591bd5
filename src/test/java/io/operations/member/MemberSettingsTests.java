package io.operations.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class MemberSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(settings(Map.of()))
                .isEqualTo(new MemberSettings(
                        null, null, Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(35)));
    }

    @Test
    void readsEveryProperty() {
        var settings = settings(Map.of(
                "operations.member.name", "a",
                "operations.member.address", "https://10.0.0.7:8443",
                "operations.member.heartbeat-interval", "1s",
                "operations.member.offline-threshold", "9s",
                "operations.member.link-silence", "4s"));

        assertThat(settings)
                .isEqualTo(new MemberSettings(
                        "a",
                        URI.create("https://10.0.0.7:8443"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(4)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://member.example:80", "https://[2001:db8::1]:8443", "http://127.0.0.1:8080"})
    void takesAddresses(String address) {
        assertThat(settings(Map.of("operations.member.address", address)).address())
                .hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.7:8080",
                "10.0.0.7",
                "ftp://a:1",
                "http://a",
                "http://:1",
                "http://a:1/",
                "http://a:1/b",
                "http://u@a:1",
                "http://a:1?q",
                "http://a:1#f",
                "http://a:0"
            })
    void refusesWhatIsNoAddress(String address) {
        assertRefuses(Map.of("operations.member.address", address), "operations.member.address");
    }

    @Test
    void refusesNamesThatAreNoPartOfAUrl() {
        assertRefuses(Map.of("operations.member.name", "a/b"), "operations.member.name");
    }

    @ParameterizedTest
    @CsvSource({"0s, 20s", "-1s, 20s", "7s, 20s"})
    void refusesHeartbeatsThatAreTooFew(String interval, String threshold) {
        assertRefuses(
                Map.of(
                        "operations.member.heartbeat-interval",
                        interval,
                        "operations.member.offline-threshold",
                        threshold),
                "operations.member.heartbeat-interval");
    }

    @Test
    void refusesToTakeAMomentForSilence() {
        assertRefuses(Map.of("operations.member.link-silence", "2s"), "operations.member.link-silence");
    }

    private static void assertRefuses(Map<String, String> properties, String named) {
        assertThatThrownBy(() -> settings(properties)).hasStackTraceContaining(named);
    }

    private static MemberSettings settings(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("operations.member", MemberSettings.class);
    }

    /** Row "TLS": members call each other over TLS whenever there is a certificate. */
    @Test
    void refusesThePlainPortBesideATlsPort() {
        var listening = URI.create("https://10.0.0.7:8443");
        var plain = settings(Map.of("operations.member.address", "http://10.0.0.7:8080"));

        assertThatThrownBy(() -> plain.reachedAt(listening, "f1")).hasMessageContaining("operations.member.address");
        assertThat(plain.reachedAt(URI.create("http://10.0.0.8:8080"), null)).hasToString("http://10.0.0.7:8080");
        assertThat(settings(Map.of()).reachedAt(listening, "f1")).isEqualTo(listening);
    }
}
