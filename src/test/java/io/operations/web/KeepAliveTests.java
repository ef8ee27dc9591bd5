package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeepAliveTests {

    private static final EventSocketSettings SETTINGS = new EventSocketSettings(
            Duration.ofSeconds(10),
            2,
            Duration.ofSeconds(35),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofHours(1));

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // a time that overflows during the test
    private final KeepAlive keepAlive = new KeepAlive(SETTINGS, now::get);

    @Test
    void pingsAtOnceAndThenEveryInterval() {
        assertThat(keepAlive.isPingDue()).isTrue();
        keepAlive.pinged();
        assertThat(keepAlive.isPingDue()).isFalse();
        assertThat(keepAlive.untilNextLook()).isEqualTo(Duration.ofSeconds(10));

        pass(9);
        assertThat(keepAlive.isPingDue()).isFalse();
        pass(1);
        assertThat(keepAlive.isPingDue()).isTrue();
    }

    /** Row F: no connection lasts for ever. */
    @Test
    void isTooOldAfterItsLifetime() {
        keepAlive.stopListening();
        pass(3_599);
        keepAlive.pinged();
        assertThat(keepAlive.isTooOld()).isFalse();
        assertThat(keepAlive.untilNextLook()).isEqualTo(Duration.ofSeconds(1));

        pass(1);

        assertThat(keepAlive.isTooOld()).isTrue();
    }

    @Test
    void givesUpWhenTheFourthPingIsDueAndNoneWasAnswered() {
        for (var ping = 0; ping < 3; ping++) {
            assertThat(keepAlive.isGone()).isFalse();
            keepAlive.pinged();
            pass(9);
            assertThat(keepAlive.isGone()).isFalse();
            pass(1);
        }

        assertThat(keepAlive.isGone()).isTrue();
    }

    @Test
    void neverGivesUpWhoAnswersInTime() {
        for (var ping = 0; ping < 100; ping++) {
            keepAlive.pinged();
            pass(10);
            if (ping % 3 == 2) keepAlive.heard();
            assertThat(keepAlive.isGone()).isFalse();
        }
    }

    @Test
    void givesUpWhoIsSilentTooLong() {
        keepAlive.pinged();
        pass(34);
        assertThat(keepAlive.isGone()).isFalse();
        assertThat(keepAlive.untilNextLook()).isNegative();

        pass(1);

        assertThat(keepAlive.isGone()).isTrue();
    }

    @Test
    void judgesNobodyWhoCannotBeHeard() {
        keepAlive.stopListening();
        for (var ping = 0; ping < 100; ping++) {
            assertThat(keepAlive.isGone()).isFalse();
            keepAlive.pinged();
            assertThat(keepAlive.untilNextLook()).isEqualTo(Duration.ofSeconds(10));
            pass(10);
        }

        keepAlive.listen();

        assertThat(keepAlive.isGone()).isFalse();
        pass(35);
        assertThat(keepAlive.isGone()).isTrue();
    }

    private void pass(long seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
