package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contract §1.11: replace, extend, progress. */
class MetadataTests {

    private static final Metadata WITH_URL = Metadata.of(Map.of("entity_url", "/1.0/instances/c1", "a", 1));

    @Test
    void replacesEverythingButTheEntityUrl() {
        var replaced = WITH_URL.replacedBy(Metadata.of(Map.of("b", 2)));

        assertThat(replaced.toJson()).isEqualTo("{\"b\":2,\"entity_url\":\"/1.0/instances/c1\"}");
    }

    @Test
    void takesANewEntityUrl() {
        assertThat(WITH_URL.replacedBy(Metadata.of(Map.of("entity_url", "/1.0/instances/c2")))
                        .toJson())
                .isEqualTo("{\"entity_url\":\"/1.0/instances/c2\"}");
    }

    @Test
    void doesNotKeepTheOriginalEntityUrl() {
        var renamed = Metadata.of(Map.of("original_entity_url", "/1.0/instances/c0"));

        assertThat(renamed.replacedBy(Metadata.of(Map.of("b", 2))).toJson()).isEqualTo("{\"b\":2}");
    }

    @Test
    void extendsWithNewValuesWinningAndNoDeepMerge() {
        var metadata = Metadata.of(Map.of("deep", Map.of("x", 1)));

        assertThat(metadata.extendedBy(Map.of("deep", Map.of("y", 2))).toJson()).isEqualTo("{\"deep\":{\"y\":2}}");
        assertThat(metadata.toJson()).as("the old one").isEqualTo("{\"deep\":{\"x\":1}}");
    }

    @Test
    void validatesWhatComesOutOfAnExtension() {
        assertThatThrownBy(() -> WITH_URL.extendedBy(Map.of("entity_url", 5)))
                .isInstanceOf(OperationException.Invalid.class);
    }

    @Test
    void writesProgressAsTextAndLeavesOutWhatIsUnknown() {
        var metadata = Metadata.of(Map.of("a", 1)).with(new Progress("download", 42, 0, 1_500_000));

        assertThat(metadata.toJson())
                .isEqualTo("{\"a\":1,\"progress\":{\"stage\":\"download\",\"percent\":\"42\",\"speed\":\"1500000\"},"
                        + "\"download_progress\":\"42% (1.50MB/s)\"}");
    }

    @Test
    void hasExactlyOneStageOfProgress() {
        var metadata = Metadata.of(Map.of("a", 1))
                .with(Progress.percent("download", 100))
                .with(new Progress("unpack", 0, 12_340_000, 0));

        assertThat(metadata.toMap()).containsOnlyKeys("a", "progress", "unpack_progress");
        assertThat(metadata.toMap().get("unpack_progress")).hasToString("\"12.34MB\"");
    }

    @Test
    void dropsEveryKeyThatEndsWithProgressForLists() {
        var metadata = Metadata.of(Map.of("progress", Map.of(), "x_progress", "2", "inprogress", 3, "progress_x", 4));

        assertThat(metadata.withoutProgress().toMap()).containsOnlyKeys("progress_x");
    }

    @Test
    void keepsItsValueWhateverHappensToWhatItWasMadeOf() {
        var list = new java.util.ArrayList<>(List.of("x"));
        var metadata = Metadata.of(Map.of("list", list));
        list.add("y");

        assertThat(metadata.toJson()).isEqualTo("{\"list\":[\"x\"]}");
    }

    @Test
    void tellsNamesButNoValues() {
        assertThat(Metadata.of(Map.of("secret", "s3cret"))).hasToString("Metadata[secret]");
    }

    @Test
    void saysAmountsAsPeopleReadThem() {
        var texts = Arrays.asList(
                new Progress("s", 0, 0, 0).text(),
                new Progress("s", 0, 999, 0).text(),
                new Progress("s", 0, 1_000, 0).text(),
                new Progress("s", 7, 5_000, 2_340_000_000L).text(),
                new Progress("s", 0, Long.MAX_VALUE, 0).text());

        assertThat(texts).containsExactly("0%", "999B", "1.00kB", "7% (2.34GB/s)", "9.22EB");
    }
}
