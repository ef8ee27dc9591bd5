package io.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The security page has a line for each requirement of ASVS 5.0, level 2, and names tests and files that are there. */
class SecurityPageTests {

    private static final Path PAGE = Path.of("docs/operate/security.md");
    private static final Path TESTS = Path.of("src/test/java/io/operations");

    /** How many requirements of levels 1 and 2 each section has; they are its first ones. */
    private static final String SECTIONS = """
            1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4
            5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2
            8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3
            11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3
            15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2""";

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+\\.\\d+\\.\\d+) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern TEST = Pattern.compile("`((?:\\w+/)?\\w+Tests)`");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)");

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE)).results().toList();
    }

    private static Stream<String> requirements() {
        return Stream.of(SECTIONS.split("\\s+"))
                .map(it -> it.split(":"))
                .flatMap(it -> IntStream.rangeClosed(1, Integer.parseInt(it[1])).mapToObj(n -> it[0] + "." + n));
    }

    @Test
    void hasALineForEachRequirement() throws IOException {
        assertThat(rows())
                .extracting(it -> it.group(1))
                .containsExactlyElementsOf(requirements().toList());
    }

    @Test
    void saysOfEachWhatHoldsIt() throws IOException {
        assertThat(rows()).allSatisfy(it -> assertThat(it.group(3).strip()).hasSizeGreaterThan(5));
        assertThat(rows().stream().filter(it -> TEST.matcher(it.group(3)).find()))
                .hasSizeGreaterThan(100);
    }

    @Test
    void namesTestsThatAreThere() throws IOException {
        assertThat(TEST.matcher(Files.readString(PAGE)).results().map(it -> TESTS.resolve(it.group(1) + ".java")))
                .allMatch(Files::exists);
    }

    @Test
    void linksToFilesThatAreThere() throws IOException {
        for (var page : List.of(PAGE, Path.of("SECURITY.md"), Path.of("CHANGELOG.md"))) {
            assertThat(LINK.matcher(Files.readString(page)).results().map(it -> page.resolveSibling(it.group(1))))
                    .isNotEmpty()
                    .allMatch(Files::exists);
        }
    }
}
