package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTests {

    private static final Instant TIME = Instant.parse("2026-11-23T08:54:01.848Z");

    @Test
    void growWithTime() {
        var earlier = Ids.next(TIME).toString();
        var later = Ids.next(TIME.plusMillis(1)).toString();

        assertThat(later).isGreaterThan(earlier);
    }

    @Test
    void areDifferentWithinOneMillisecond() {
        var ids = new HashSet<UUID>();
        for (var i = 0; i < 10_000; i++) {
            ids.add(Ids.next(TIME));
        }

        assertThat(ids).hasSize(10_000).allMatch(it -> it.version() == 7 && it.variant() == 2);
    }

    /** Row G: who knows an id does not find its neighbours. */
    @Test
    void haveFreshRandomBitsEach() {
        var ids = Stream.generate(() -> Ids.next(TIME)).limit(2_000).toList();

        for (var i = 1; i < ids.size(); i++) {
            var differing = Long.bitCount(
                    ids.get(i).getLeastSignificantBits() ^ ids.get(i - 1).getLeastSignificantBits());
            // Of 62 random bits about 31 differ; fewer than 5 by chance once in 10^12.
            assertThat(differing).isGreaterThanOrEqualTo(5);
        }
    }

    /** Queues are served in the order of ids. */
    @Test
    void growWithinOneMillisecond() {
        var time = TIME.plusMillis(77);
        var ids = Stream.generate(() -> Ids.next(time).toString()).limit(2_000).toList();

        assertThat(ids).isSorted();
    }

    /** Children are in the order of their ids. */
    @Test
    void growWithinAFamilyWhateverOthersDo() throws Exception {
        var families = Crowd.atOnce(8, number -> Ids.next(TIME.plusMillis(number), 20_000));

        families.forEach(ids -> assertThat(ids.stream().map(UUID::toString))
                .hasSize(20_000)
                .isSorted()
                .doesNotHaveDuplicates());
    }

    @Test
    void tellWhenTheyWereGiven() {
        assertThat(Ids.time(Ids.next(TIME))).isEqualTo(TIME);
        assertThat(Ids.time(UUID.randomUUID())).isEqualTo(Instant.EPOCH);
    }

    @Test
    void areNotLessThanTheLeastOfTheirTime() {
        assertThat(Ids.next(TIME).toString())
                .isGreaterThanOrEqualTo(Ids.least(TIME).toString());
        assertThat(Ids.next(TIME.minusMillis(1)).toString())
                .isLessThan(Ids.least(TIME).toString());
    }

    @Test
    void areReadInOneSpellingOnly() {
        assertThat(Ids.parse("01a208d7-a25f-71a7-bfa2-da11d5df5c36")).isNotNull();
        for (var bad : new String[] {
            "", "1-1-1-1-1", "x", "01a208d7a25f71a7bfa2da11d5df5c36", "01a208d7-a25f-71a7-bfa2-da11d5df5c3g"
        }) {
            assertThatThrownBy(() -> Ids.parse(bad)).isInstanceOf(OperationException.Invalid.class);
        }
    }
}
