package io.operations.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events of one subject, from members of which some are behind. */
class EventOrderTests {

    private static final Instant TIME = Instant.parse("2026-11-23T08:54:40.25Z");

    private final EventOrder order = new EventOrder();

    private boolean admits(String id, int version, int second, boolean last, boolean repeated) {
        var subject = new Event.Subject(id, version, TIME.plusSeconds(second), last);
        var event = new Event(EventType.OPERATION, TIME, "", "", "", null, 0, subject);
        return order.admits(new EventQueue.Entry(event, List.of(), repeated));
    }

    @Test
    void endWithTheLast() {
        assertThat(admits("a", 1, 0, false, false)).isTrue();
        assertThat(admits("a", 1, 0, true, false)).isTrue();
        assertThat(admits("a", 1, 1, false, false)).isFalse();
        assertThat(admits("a", 2, 1, false, false)).isFalse();
        assertThat(admits("a", 1, 1, true, false)).isFalse();
        assertThat(admits("b", 1, 0, false, false)).isTrue();
    }

    @Test
    void doNotGoBackToAnEarlierVersion() {
        assertThat(admits("a", 2, 0, false, false)).isTrue();
        assertThat(admits("a", 1, 5, false, false)).isFalse();
        assertThat(admits("a", 1, 5, true, false)).isFalse();
        assertThat(admits("a", 2, 0, false, false)).isTrue();
    }

    @Test
    void areToldAgainOnlyIfNew() {
        assertThat(admits("a", 1, 1, false, true)).isTrue();
        assertThat(admits("a", 1, 1, false, true)).isFalse();
        assertThat(admits("a", 1, 0, false, true)).isFalse();
        assertThat(admits("a", 1, 2, false, true)).isTrue();
        assertThat(admits("a", 1, 2, true, true)).isTrue();
        assertThat(admits("a", 1, 3, true, true)).isFalse();
    }

    @Test
    void comeNoMoreWhereTheTablesWereAhead() {
        assertThat(admits("a", 1, 1, false, false)).isTrue();
        assertThat(admits("a", 1, 3, false, true)).isTrue();
        assertThat(admits("a", 1, 2, false, false)).isFalse();
        assertThat(admits("a", 1, 3, false, false)).isTrue();
        // A clock that was set back.
        assertThat(admits("a", 1, 2, false, false)).isTrue();
    }

    @Test
    void areRememberedOfTheLatestOnly() {
        assertThat(admits("first", 1, 0, true, false)).isTrue();
        for (var i = 0; i < 99_999; i++) admits("other-" + i, 1, 0, false, false);
        assertThat(admits("first", 1, 0, false, false)).isFalse();
        admits("one-more", 1, 0, false, false);
        assertThat(admits("first", 1, 0, false, false)).isTrue();
    }

    @Test
    void ofNothingInParticularAlwaysCome() {
        var entry = new EventQueue.Entry(HubFixture.event("x"), List.of(), true);

        assertThat(order.admits(entry)).isTrue();
        assertThat(order.admits(entry)).isTrue();
    }
}
