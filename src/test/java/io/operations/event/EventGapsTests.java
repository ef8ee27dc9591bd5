package io.operations.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.StoppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From when on it is looked for what a member may have said. */
class EventGapsTests {

    private static final Duration SLACK = Duration.ofSeconds(20);

    private final HubFixture fixture = new HubFixture();
    private final StoppedClock clock = new StoppedClock(Instant.parse("2026-11-23T08:54:40.25Z"));
    private final EventGaps gaps = new EventGaps(fixture.hub, clock);
    private final List<Instant> looks = new CopyOnWriteArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private volatile boolean databaseIsThere = true;
    private volatile boolean databaseIsSlow;
    private final Instant begin = clock.instant();

    @BeforeEach
    void listen() {
        fixture.hub.whenMissed((_, since) -> {
            looks.add(since);
            if (databaseIsSlow) awaitUninterruptibly(slow);
            return databaseIsThere;
        });
        gaps.begin();
    }

    @AfterEach
    void close() {
        slow.countDown();
        fixture.close();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitLooks(Instant... since) {
        await().untilAsserted(() -> assertThat(looks).containsExactly(since));
    }

    @Test
    void isWhenSomebodyBeganToListen() {
        clock.advance(Duration.ofMinutes(5));

        gaps.lookAt("a");

        awaitLooks(begin);
    }

    @Test
    void isWhenTheMemberSaidWhatWasHeardLastHoweverLateItCame() {
        var said = begin.plusSeconds(60);
        gaps.heard("a", said);
        gaps.heard("a", said.minusSeconds(1));
        clock.advance(Duration.ofMinutes(5));

        gaps.lookAt("a");

        awaitLooks(said.minus(SLACK));
    }

    @Test
    void isWhenTheMemberCame() {
        var joined = begin.plus(Duration.ofHours(2));
        gaps.meets("a", joined);
        gaps.meets("a", joined.plusSeconds(60));
        clock.advance(Duration.ofHours(2));

        gaps.lookAt("a");

        awaitLooks(joined.minus(SLACK));
    }

    @Test
    void isNotLongAgoHoweverLongTheMemberWasSilent() {
        gaps.heard("a", begin);
        clock.advance(Duration.ofHours(10));

        gaps.lookAt("a");

        awaitLooks(clock.instant().minus(Duration.ofMinutes(10)));
    }

    @Test
    void movesOnWithEachLook() {
        clock.advance(Duration.ofMinutes(5));
        gaps.lookAt("a");
        awaitLooks(begin);
        clock.advance(Duration.ofMinutes(5));

        await().until(() -> {
            gaps.lookAt("a");
            return looks.size() > 1;
        });

        assertThat(looks.get(1)).isEqualTo(begin.plus(Duration.ofMinutes(5)).minus(SLACK));
    }

    @Test
    void staysWhereALookFailedAndIsTriedAgain() {
        databaseIsThere = false;
        gaps.lookAt("a");
        awaitLooks(begin);
        databaseIsThere = true;
        clock.advance(Duration.ofMinutes(5));

        await().until(() -> {
            gaps.lookAgain();
            return looks.size() > 1;
        });

        gaps.lookAgain();
        awaitLooks(begin, begin);
    }

    @Test
    void isLookedFromAgainWhenSomethingHappensDuringALook() {
        databaseIsSlow = true;
        gaps.lookAt("a");
        await().until(() -> looks.size() == 1);
        gaps.lookAt("a");

        slow.countDown();

        await().until(() -> looks.size() == 2);
    }
}
