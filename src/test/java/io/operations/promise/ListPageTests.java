package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Rows K and B9: every list has pages, and a page ends when it is large, whatever was asked for. */
@ServiceTest
@TestPropertySource(
        properties = {"operations.memory.answer=64KB", "operations.memory.answers=1MB", "operations.retention.listed=1h"
        })
class ListPageTests {

    private static final Pattern NEXT = Pattern.compile("<(/1\\.0/operations[^>]*)>; rel=\"next\"");
    private static final int PAGE = 64 * 1024;

    private final Api api;
    private String project = "";

    ListPageTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    @BeforeEach
    void freshProject() {
        project = api.project(Bodies.unique());
    }

    private List<String> schedule(int number, int size) {
        return IntStream.range(0, number)
                .mapToObj(_ -> {
                    var body = "{\"type\": \"noop\", \"metadata\": {\"text\": \"" + "x".repeat(size) + "\"}}";
                    var id = api.post("/1.0/operations?project=" + project, body)
                            .hasStatus(202)
                            .id();
                    api.await(id);
                    return id.toString();
                })
                .toList();
    }

    private String family(int children, int size) {
        var child = "{\"type\": \"noop\", \"metadata\": {\"text\": \"" + "x".repeat(size) + "\"}}";
        var id = api.post(
                        "/1.0/operations?project=" + project,
                        Bodies.family(IntStream.range(0, children)
                                .mapToObj(_ -> child)
                                .toArray(String[]::new)))
                .hasStatus(202)
                .id();
        api.await(id);
        return "/1.0/operations/" + id;
    }

    /** Every page from this one on, each no larger than a page and one operation. */
    private List<Api.Answer> pages(String first) {
        var pages = new ArrayList<Api.Answer>();
        for (var next = first; next != null; ) {
            assertThat(pages).as("pages").hasSizeLessThan(50);
            var page = api.get(next).hasStatus(200);
            assertThat(page.text().length()).isLessThan(PAGE + 25_000);
            pages.add(page);
            var link = NEXT.matcher(page.header("Link"));
            next = link.find() ? link.group(1) : null;
        }
        return pages;
    }

    private static List<String> ids(Api.Answer page) {
        return page.metadata().path("success").values().stream()
                .map(it -> it.isString() ? it.asString().replaceAll(".*/", "") : id(it))
                .toList();
    }

    private static String id(JsonNode operation) {
        return operation.path("id").asString();
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "1, ''", "2, ''", "0, &history=true", "1, &history=true", "2, &history=true"})
    void showsEachOperationOnceInPagesOfTheSizeThatIsAskedFor(int recursion, String history) {
        var scheduled = schedule(5, 10);

        var pages = pages("/1.0/operations?project=" + project + "&limit=2&recursion=" + recursion + history);

        var expected = history.isEmpty() ? scheduled : scheduled.reversed();
        assertThat(pages.stream().flatMap(it -> ids(it).stream())).containsExactlyElementsOf(expected);
        assertThat(pages).extracting(it -> ids(it).size()).containsExactly(2, 2, 1);
    }

    @Test
    void hasNoNextPageAfterTheLastOperation() {
        schedule(2, 10);

        assertThat(pages("/1.0/operations?project=" + project + "&limit=2")).hasSize(1);
    }

    /** Bulk operations are listed for longer, by a statement of their own. */
    @Test
    void mergesFamiliesInTheOrderOfIds() {
        var expected = new ArrayList<String>();
        for (var i = 0; i < 3; i++) {
            expected.addAll(schedule(1, 10));
            expected.add(family(1, 10).replaceAll(".*/", ""));
        }

        var pages = pages("/1.0/operations?project=" + project + "&limit=4");

        assertThat(pages.stream().flatMap(it -> ids(it).stream())).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recursion=1", "recursion=2", "recursion=1&history=true", "recursion=2&history=true"})
    void endsAPageWhenItIsLarge(String query) {
        var scheduled = schedule(10, 20_000);

        var pages = pages("/1.0/operations?project=" + project + "&" + query);

        assertThat(pages).hasSizeBetween(4, 5);
        assertThat(pages.stream().flatMap(it -> ids(it).stream())).containsExactlyInAnyOrderElementsOf(scheduled);
    }

    /** URLs are small, however large the operations. */
    @Test
    void showsAllUrlsOnOnePage() {
        schedule(10, 20_000);

        assertThat(pages("/1.0/operations?project=" + project)).hasSize(1);
    }

    @Test
    void showsALargeFamilyInPagesOfChildren() {
        var family = family(10, 20_000);

        var pages = pages(family + "?recursion=2");

        assertThat(pages).hasSizeBetween(4, 5);
        assertThat(pages).allSatisfy(it -> assertThat(it.operationStatus()).isEqualTo("Success"));
        assertThat(pages.stream()
                        .flatMap(it -> it.metadata().path("children").values().stream())
                        .map(ListPageTests::id))
                .hasSize(10)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    /** A family that is larger than a page is alone there, with its first children. */
    @Test
    void putsALargeFamilyOnAPageOfItsOwn() {
        schedule(1, 10);
        family(10, 20_000);
        family(1, 10);

        var pages = pages("/1.0/operations?recursion=2&project=" + project);

        assertThat(pages).extracting(it -> ids(it).size()).containsExactly(1, 1, 1);
        assertThat(pages.get(1).metadata().path("success").path(0).path("children"))
                .hasSizeBetween(2, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=10001", "limit=x", "after=x", "history=true&limit=1001"})
    void refusesPagesThatCannotBe(String query) {
        api.get("/1.0/operations?project=" + project + "&" + query)
                .refuses(400, query.contains("after") ? "id" : "limit");
    }
}
