package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Listener;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Row "A security log": what it says is stored, told to those who listen, and shown a page at a time to those who may see it. */
@AccessTest
@TestPropertySource(
        properties = {
            "operations.access.grants[7].users=auditor",
            "operations.access.grants[7].projects=own",
            "operations.access.grants[7].permissions=can_view_events",
            "operations.security-log.caller-rate=5"
        })
class LifecycleHistoryTests {

    private static final String ALL = "/1.0/events?history=true&all-projects=true&limit=500";

    private final int port;
    private final Everybody everybody;
    private final Somebody admin;
    private final JdbcClient jdbc;

    LifecycleHistoryTests(@LocalServerPort int port, JdbcClient jdbc) {
        this.port = port;
        this.jdbc = jdbc;
        everybody = new Everybody(port);
        admin = everybody.named("admin");
    }

    private static List<JsonNode> seen(Somebody caller, String path) {
        var reply = caller.get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.metadata().values().stream().toList();
    }

    private static List<JsonNode> seen(Somebody caller, String path, String action, String source) {
        return seen(caller, path).stream()
                .filter(it -> it.at("/metadata/action").asString().equals(action))
                .filter(it -> it.at("/metadata/source").asString().equals(source))
                .toList();
    }

    /** The change and its event are one transaction: neither is there without the other. */
    @Test
    void hasAChangeAtOnceWithWhoMadeIt() {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin);
        var url = "/1.0/certificates/" + certificate.fingerprint();

        assertThat(seen(admin, ALL, "certificate-created", url)).singleElement().satisfies(it -> {
            assertThat(it.at("/metadata/requestor/username").asString()).isEqualTo("admin");
            assertThat(it.at("/metadata/requestor/protocol").asString()).isEqualTo("bearer");
            assertThat(it.at("/metadata/requestor/address").asString()).startsWith("127.0.0.1:");
            assertThat(it.path("timestamp").asString()).isNotEmpty();
            assertThat(it.path("location").asString()).isNotEmpty();
        });
    }

    /** As the stream does, where no project is named. */
    @Test
    void showsTheServersOwnBesideAProjectToThoseWhoMaySeeIt() {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin);
        var url = "/1.0/certificates/" + certificate.fingerprint();
        var auditor = Somebody.withToken(port, AccessTest.ISSUER.token("auditor"));

        assertThat(seen(admin, "/1.0/events?history=true", "certificate-created", url))
                .hasSize(1);
        assertThat(seen(admin, "/1.0/events?history=true&project=own", "certificate-created", url))
                .hasSize(1);
        assertThat(seen(auditor, "/1.0/events?history=true&project=own", "certificate-created", url))
                .isEmpty();
    }

    @Test
    void makesNoChangeThatIsNotStored() {
        jdbc.sql("ALTER TABLE lifecycle_event ADD CONSTRAINT broken CHECK (action <> 'certificate-deleted')")
                .update();
        try {
            var certificate = ClientCertificate.fresh();
            certificate.trustedBy(admin);
            var url = "/1.0/certificates/" + certificate.fingerprint();

            assertThat(admin.status("DELETE", url, null)).isEqualTo(500);

            assertThat(admin.get(url).status()).isEqualTo(200);
        } finally {
            jdbc.sql("ALTER TABLE lifecycle_event DROP CONSTRAINT broken").update();
        }
    }

    /** Nothing a stranger sends is written to the database by itself: it is counted, and the number is. */
    @Test
    void countsWhatIsAlike() {
        try (var lines = new SecurityLines();
                var listener = Listener.opened(it -> admin.open("/1.0/events?type=lifecycle&all-projects=true", it))) {
            IntStream.range(0, 50).forEach(_ -> everybody.named("nobody").get("/1.0/cluster"));

            await().untilAsserted(() -> assertThat(seen(admin, ALL, "access-refused", "/1.0/cluster"))
                    .hasSizeBetween(1, 5)
                    .satisfies(it -> assertThat(it.stream()
                                    .mapToInt(one ->
                                            one.at("/metadata/context/times").asInt())
                                    .sum())
                            .isEqualTo(50)));
            assertThat(lines.of("access-refused")).hasSizeLessThan(15);
            await().untilAsserted(() -> assertThat(lines.of("lines-left-out")).isNotEmpty());
            await().untilAsserted(() -> assertThat(listener.heard(
                            it -> it.at("/metadata/action").asString().equals("access-refused")
                                    && it.at("/metadata/context/status").asInt() == 403))
                    .isNotEmpty());
        }
    }

    @Test
    void showsAProjectToThoseWhoMaySeeItsEvents() {
        var auditor = Somebody.withToken(port, AccessTest.ISSUER.token("auditor"));
        everybody.named("viewer").post("/1.0/operations?project=own", "{\"type\": \"noop\"}");
        everybody.named("viewer").get("/1.0/operations?project=other");

        await().untilAsserted(() -> assertThat(seen(auditor, "/1.0/events?history=true&project=own"))
                .anySatisfy(it -> {
                    assertThat(it.at("/metadata/action").asString()).isEqualTo("access-refused");
                    assertThat(it.at("/metadata/requestor/username").asString()).isEqualTo("viewer");
                }));
        await().untilAsserted(() -> assertThat(seen(admin, ALL))
                .anyMatch(it -> it.path("project").asString("").equals("other")));
        assertThat(seen(auditor, ALL))
                .allMatch(it -> it.path("project").asString("").equals("own"));
        assertThat(auditor.get("/1.0/events?history=true&project=other").status())
                .isEqualTo(404);
        assertThat(seen(everybody.named("creator"), ALL)).isEmpty();
    }

    /** Those who may see a project that has the name of an earlier one do not see what happened in that. */
    @Test
    void showsNothingOfAnEarlierProject() {
        var auditor = Somebody.withToken(port, AccessTest.ISSUER.token("auditor"));
        jdbc.sql("UPDATE project SET created_at = now() + interval '1 day' WHERE name = 'own'")
                .update();

        assertThat(seen(auditor, ALL)).isEmpty();
        jdbc.sql("UPDATE project SET created_at = now() - interval '1 day' WHERE name = 'own'")
                .update();
        assertThat(seen(auditor, ALL)).isNotEmpty();
    }

    @Test
    void comesAPageAtATime() {
        IntStream.range(0, 5).forEach(_ -> ClientCertificate.fresh().trustedBy(admin));

        var first = seen(admin, "/1.0/events?history=true&all-projects=true&limit=3");
        var second = seen(
                admin,
                "/1.0/events?history=true&all-projects=true&limit=3&after="
                        + first.getLast().path("id").asLong());

        assertThat(first).hasSize(3);
        assertThat(second).hasSize(3);
        assertThat(IntStream.concat(
                                first.stream().mapToInt(it -> it.path("id").asInt()),
                                second.stream().mapToInt(it -> it.path("id").asInt()))
                        .boxed()
                        .toList())
                .isSortedAccordingTo(java.util.Comparator.reverseOrder())
                .doesNotHaveDuplicates();
        for (var wrong : List.of("limit=0", "limit=501", "limit=x", "after=x"))
            assertThat(admin.get("/1.0/events?history=true&all-projects=true&" + wrong)
                            .status())
                    .as(wrong)
                    .isEqualTo(400);
    }
}
