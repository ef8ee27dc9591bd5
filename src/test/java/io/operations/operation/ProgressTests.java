package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read (contract §1.11). */
class ProgressTests {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0%",
        "-1, -1, -1, 0%",
        "1, 0, 0, 1%",
        "100, 5000, 0, 100%",
        "42, 0, 1500000, 42% (1.50MB/s)",
        "42, 5000, 1, 42% (1B/s)",
        "0, 1, 0, 1B",
        "0, 999, 999, 999B (999B/s)",
        "0, 1000, 0, 1.00kB",
        "-1, 12340000, 2340000000, 12.34MB (2.34GB/s)",
        "0, 0, 1000000000000, 0% (1.00TB/s)",
        "0, 1000000000000000, 0, 1.00PB",
        "0, 9223372036854775807, 9223372036854775807, 9.22EB (9.22EB/s)",
    })
    void saysPercentageOrAmountAndSpeed(int percent, long processed, long speed, String text) {
        assertThat(new Progress("copy", percent, processed, speed).text()).isEqualTo(text);
        assertThat(new Progress("copy", percent, processed, speed, "Copying c1").text())
                .isEqualTo("Copying c1: " + text);
    }

    @Test
    void saysNothingBeforeTheNumbersWithoutADescription() {
        assertThat(new Progress("copy", 1, 0, 0, "").text()).isEqualTo("1%");
        assertThat(new Progress("copy", 1, 0, 0, " ").text()).isEqualTo("1%");
    }

    @Test
    void keepsStageAndDescriptionWithOtherNumbers() {
        assertThat(new Progress("copy", 1, 2, 3, "Copying").with(4, 5, 6))
                .isEqualTo(new Progress("copy", 4, 5, 6, "Copying"));
    }

    @Test
    void refusesABlankStageAndMoreThanAll() {
        assertThatExceptionOfType(OperationException.Invalid.class).isThrownBy(() -> Progress.percent(" ", 1));
        assertThatExceptionOfType(OperationException.Invalid.class).isThrownBy(() -> Progress.percent("copy", 101));
    }

    @Test
    void showsTheDescriptionInTheTextOnly() {
        var metadata = Metadata.of(Map.of()).with(new Progress("copy", 4, 5, 6, "Copying"));

        assertThat(metadata.toJson())
                .isEqualTo("{\"progress\":{\"stage\":\"copy\",\"processed\":\"5\",\"percent\":\"4\",\"speed\":\"6\"},"
                        + "\"copy_progress\":\"Copying: 4% (6B/s)\"}");
    }

    @Test
    void replacesProgressAndNoOtherKeyThatEndsLikeIt() {
        var before = Metadata.of(
                Map.of("progress", Map.of("stage", "x"), "x_progress", "2", "_progress", "3", "inprogress", 4));

        assertThat(before.with(Progress.percent("copy", 5)).toMap())
                .containsOnlyKeys("progress", "copy_progress", "inprogress");
    }

    @Test
    void leavesOutWhatIsUnknown() {
        assertThat(Metadata.of(Map.of()).with(new Progress("copy", 0, -1, 0)).toJson())
                .isEqualTo("{\"progress\":{\"stage\":\"copy\"},\"copy_progress\":\"0%\"}");
    }
}
