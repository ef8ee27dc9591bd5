package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@code GET /1.0/operations?history=true}: everything that is kept, filtered, in pages (design §5). */
@ServiceTest
class HistoryTests {

    private static final String NEXT = "; rel=\"next\"";

    private final Api api;
    private final TestClock clock;
    private final String project;

    HistoryTests(@LocalServerPort int port, @Autowired TestClock clock) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
        this.clock = clock;
    }

    private UUID finished(String body) {
        var id = api.post("/1.0/operations?project=" + project, body)
                .hasStatus(202)
                .id();
        api.await(id);
        return id;
    }

    private List<UUID> finished(int number) {
        var ids = new ArrayList<UUID>();
        for (var i = 0; i < number; i++) {
            ids.add(finished(Bodies.NOOP));
        }
        return ids;
    }

    private static String noopOn(String entityUrl) {
        return "{\"type\": \"noop\", \"entity_url\": \"" + entityUrl + "\"}";
    }

    private String path(String query) {
        return "/1.0/operations?history=true&project=" + project + query;
    }

    /** The ids of a page in the order given, whatever their status. */
    private static List<UUID> ids(Api.Answer page) {
        return page.hasStatus(200).metadata().values().stream()
                .flatMap(group -> group.values().stream())
                .map(it -> UUID.fromString(it.asString().substring("/1.0/operations/".length())))
                .toList();
    }

    private List<UUID> find(String query) {
        return ids(api.get(path(query)));
    }

    private static String next(Api.Answer page) {
        var link = page.header("Link");
        return link.isEmpty() ? "" : link.substring(1, link.length() - NEXT.length() - 1);
    }

    @Test
    void pagesThroughEverythingOnceWhileMoreIsAdded() {
        var before = finished(25);
        var seen = new ArrayList<UUID>();

        for (var page = path("&limit=4"); !page.isEmpty(); ) {
            var answer = api.get(page);
            assertThat(ids(answer)).hasSizeLessThanOrEqualTo(4);
            seen.addAll(ids(answer));
            page = next(answer);
            finished(2);
        }

        assertThat(seen).isEqualTo(before.reversed());
    }

    @Test
    void linksToTheNextPageWithTheSameFilters() {
        finished(3);

        var page = api.get(path("&limit=2&type=noop&created_after=2020-01-01T00:00:00%2B01:00"));

        assertThat(page.header("Link"))
                .isEqualTo("<" + path("&limit=2&type=noop&created_after=2020-01-01T00:00:00%2B01:00") + "&after="
                        + ids(page).getLast() + ">" + NEXT);
        var last = api.get(next(page));
        assertThat(ids(last)).hasSize(1);
        assertThat(last.header("Link")).isEmpty();
    }

    @Test
    void givesAHundredWhereNothingElseIsAskedFor() {
        var ids = finished(101);

        assertThat(find("")).hasSize(100).doesNotContain(ids.getFirst());
        assertThat(find("&limit=1000")).isEqualTo(ids.reversed());
    }

    @Test
    void filtersByEachFieldAlone() {
        var noop = finished(Bodies.NOOP);
        var failed = finished(Bodies.failing("no", 500));
        clock.advance(Duration.ofSeconds(2));
        var between = clock.instant();
        var on = finished(noopOn("/1.0/volumes/v1"));

        assertThat(find("")).containsExactlyInAnyOrder(noop, failed, on);
        assertThat(find("&type=noop")).containsExactly(on, noop);
        assertThat(find("&type=nope")).isEmpty();
        assertThat(find("&status=success")).containsExactly(on, noop);
        assertThat(find("&status=Failure")).containsExactly(failed);
        assertThat(find("&status=running")).isEmpty();
        assertThat(find("&entity_url=/1.0/volumes/v1")).containsExactly(on);
        assertThat(find("&entity_url=/1.0/volumes/v")).isEmpty();
        assertThat(find("&created_after=" + between)).containsExactly(on);
        assertThat(find("&created_after=" + clock.instant().plusSeconds(1))).isEmpty();
        assertThat(find("&after=" + failed)).containsExactly(noop);
    }

    @Test
    void filtersByAllFieldsTogether() {
        var entity = "/1.0/volumes/" + Bodies.unique();
        finished(noopOn(entity));
        finished(Bodies.NOOP);
        clock.advance(Duration.ofSeconds(2));
        var between = clock.instant();
        var first = finished(noopOn(entity));
        finished(Bodies.failing("no", 500));
        var second = finished(noopOn(entity));
        finished(noopOn(entity + "2"));

        var query = "&type=noop&status=success&entity_url=" + entity + "&created_after=" + between;

        assertThat(find(query)).containsExactly(second, first);
        assertThat(find(query + "&limit=1")).containsExactly(second);
        assertThat(find(query + "&limit=1&after=" + second)).containsExactly(first);
        assertThat(find(query + "&limit=1&after=" + first)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1960-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z"})
    void findsEverythingAfterTheDistantPast(String time) {
        var id = finished(Bodies.NOOP);

        assertThat(find("&created_after=" + time)).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999-12-31T23:59:59Z", "%2B20000-01-01T00:00:00Z", "%2B999999999-12-31T23:59:59Z"})
    void findsNothingAfterTheDistantFuture(String time) {
        finished(Bodies.NOOP);

        assertThat(find("&created_after=" + time)).isEmpty();
    }

    @Test
    void measuresCreationToTheMicrosecond() {
        var id = finished(Bodies.NOOP);
        var created = Instant.parse(
                api.get("/1.0/operations/" + id).metadata().path("created_at").asString());

        assertThat(find("&created_after=" + created)).isEmpty();
        assertThat(find("&created_after=" + created.minusNanos(1_000))).containsExactly(id);
    }

    @Test
    void keepsProjectsApart() {
        var ours = finished(Bodies.NOOP);

        assertThat(api.get("/1.0/operations?history=true").text()).doesNotContain(ours.toString());
        assertThat(api.get("/1.0/operations?history=true&all-projects=true&limit=1000")
                        .text())
                .contains(ours.toString());
    }
}
