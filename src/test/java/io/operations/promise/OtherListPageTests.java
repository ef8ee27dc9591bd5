package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.ServiceTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;

/** Row K, every list has pages: those of projects, certificates and members, as that of operations. */
@ServiceTest
@TestPropertySource(properties = {"operations.memory.answer=64KB", "operations.memory.answers=1MB"})
class OtherListPageTests {

    private static final Pattern NEXT = Pattern.compile("<(/1\\.0/[^>]*)>; rel=\"next\"");
    private static final int PAGE = 64 * 1024;

    private final Api api;
    private final JdbcClient jdbc;

    OtherListPageTests(@LocalServerPort int port, JdbcClient jdbc) {
        api = Api.on(port);
        this.jdbc = jdbc;
    }

    /** Their names are such as a URL must spell otherwise, and of several of one name the last counts. */
    @BeforeEach
    void someOfEach() {
        jdbc.sql("DELETE FROM certificate").update();
        jdbc.sql("DELETE FROM project WHERE name <> 'default'").update();
        jdbc.sql("DELETE FROM member WHERE offline_at IS NOT NULL").update();
        jdbc.sql("INSERT INTO project (name, description, created_at) SELECT 'p' || i, repeat('d', 1000), now()"
                        + " FROM generate_series(10, 99) AS i")
                .update();
        jdbc.sql(
                        "INSERT INTO certificate (fingerprint, name, type, restricted, projects, der, created_at)"
                                + " SELECT encode(sha256(der), 'hex'), 'c', 'client', false, '{}', der, now() FROM ("
                                + "SELECT convert_to(repeat(i::text, 500), 'UTF8') AS der FROM generate_series(10, 99) AS i) AS made")
                .update();
        jdbc.sql("INSERT INTO member (incarnation, name, offline_at) SELECT gen_random_uuid(), 'a & ü% ' || i, now()"
                        + " FROM generate_series(10, 99) AS i, generate_series(1, 2)")
                .update();
    }

    private List<Api.Answer> pages(String first) {
        var pages = new ArrayList<Api.Answer>();
        for (var next = first; next != null; ) {
            assertThat(pages).as("pages").hasSizeLessThan(100);
            var page = api.get(next).hasStatus(200);
            pages.add(page);
            var link = NEXT.matcher(page.header("Link"));
            next = link.find() ? link.group(1) : null;
        }
        return pages;
    }

    private static Stream<JsonNode> elements(List<Api.Answer> pages) {
        return pages.stream().flatMap(it -> it.metadata().values().stream());
    }

    private List<String> expected(String path) {
        var table = path.endsWith("members") ? "member" : path.endsWith("projects") ? "project" : "certificate";
        var column = table.equals("certificate") ? "fingerprint" : "name";
        return jdbc.sql("SELECT DISTINCT " + column + " FROM " + table)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static String key(JsonNode element) {
        if (element.isString())
            return UriUtils.decode(element.asString().replaceAll(".*/", ""), StandardCharsets.UTF_8);
        return Stream.of("fingerprint", "server_name", "name")
                .filter(element::has)
                .map(it -> element.path(it).asString())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "/1.0/projects, 0",
        "/1.0/projects, 1",
        "/1.0/certificates, 0",
        "/1.0/certificates, 1",
        "/1.0/cluster/members, 0",
        "/1.0/cluster/members, 1"
    })
    void showsEachElementOnceInPagesOfTheSizeThatIsAskedFor(String path, int recursion) {
        var pages = pages(path + "?limit=40&recursion=" + recursion);

        assertThat(pages)
                .extracting(it -> it.metadata().size())
                .startsWith(40, 40)
                .hasSize(3);
        assertThat(elements(pages).map(OtherListPageTests::key)).containsExactlyInAnyOrderElementsOf(expected(path));
    }

    /** Stock clients ask for no page, and take what they get for all. */
    @ParameterizedTest
    @ValueSource(strings = {"/1.0/projects", "/1.0/certificates", "/1.0/cluster/members"})
    void isWholeForWhoAsksForNoPage(String path) {
        var list = api.get(path).hasStatus(200);

        assertThat(list.header("Link")).isEmpty();
        assertThat(list.metadata().values().stream().map(OtherListPageTests::key))
                .containsExactlyInAnyOrderElementsOf(expected(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/1.0/projects", "/1.0/certificates"})
    void endsAPageWhenItIsLarge(String path) {
        var pages = pages(path + "?recursion=1");

        assertThat(pages).hasSizeBetween(2, 4);
        assertThat(pages).allSatisfy(it -> assertThat(it.text().length()).isLessThan(PAGE + 2_000));
        assertThat(elements(pages).map(OtherListPageTests::key)).containsExactlyInAnyOrderElementsOf(expected(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/1.0/projects", "/1.0/certificates", "/1.0/cluster/members"})
    void refusesPagesThatCannotBe(String path) {
        api.get(path + "?limit=0").refuses(400, "limit must be 1 to 10000");
        api.get(path + "?limit=10001").refuses(400, "limit must be 1 to 10000");
        api.get(path + "?limit=x").refuses(400, "limit must be a whole number");
        api.get(path + "?limit=").refuses(400, "limit");
        api.get(path + "?after=").refuses(400, "after must be ");
        api.get(path + "?after=a%00b").refuses(400, "after must be ");
    }

    /** The answer is as long as the element that comes next, at least. */
    @ParameterizedTest
    @ValueSource(strings = {"/1.0/projects", "/1.0/certificates", "/1.0/cluster/members"})
    void hasNoNextPageAfterTheLastElement(String path) {
        var all = expected(path).size();

        assertThat(pages(path + "?limit=" + all)).hasSize(1);
        assertThat(pages(path + "?limit=" + (all - 1))).hasSize(2);
    }
}
