package io.operations.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.fault.Evidence.Accepted;
import io.operations.fault.Evidence.Answer;
import io.operations.fault.Evidence.Asked;
import io.operations.fault.Evidence.Asleep;
import io.operations.fault.Evidence.Call;
import io.operations.fault.Evidence.Cancelled;
import io.operations.fault.Evidence.Heard;
import io.operations.fault.Evidence.Incarnation;
import io.operations.fault.Evidence.Injected;
import io.operations.fault.Evidence.Key;
import io.operations.fault.Evidence.Refused;
import io.operations.fault.Evidence.Woken;
import io.operations.fault.Verdict.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checker that could not fail would prove nothing: each promise broken once, in an otherwise flawless run. */
class CheckerTests {

    private static final UUID ID = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final Story story = new Story();

    /** One durable call that was taken over once, and a task whose member was killed. */
    @BeforeEach
    void flawless() {
        story.asked.add(new Asked("key", Work.CALL_DURABLE, "volume"));
        story.accepted.add(new Accepted("key", ID, "a", Story.at(0), Story.at(1)));
        story.keys.add(new Key("key", ID, Story.at(1)));
        story.calls.add(new Call(ID, 1, Story.at(1)));
        story.members.add(new Incarnation("a", Story.at(-100), Story.at(12)));
        story.faults.add(new Injected(Fault.KILL, "a", Story.at(10), Story.at(20), null));
        story.calls.add(new Call(ID, 2, Story.at(13)));
        story.answers.add(new Answer(ID, 2, Story.at(30)));
        story.rows.add(Story.row(ID, true, 200, 2, 2, "b", 30));
        story.woken.add(new Woken(ID, "b", 200, Story.at(2), Story.at(31)));
        story.hears("b", 33, new Heard(ID, 103, 2, "b", Story.at(14)), new Heard(ID, 200, 2, "b", Story.at(31)));

        story.asked.add(new Asked("other", Work.QUICK_TASK, ""));
        story.accepted.add(new Accepted("other", OTHER, "a", Story.at(8), Story.at(9)));
        story.keys.add(new Key("other", OTHER, Story.at(9)));
        story.rows.add(Story.died(OTHER, "a", 13));
    }

    @Test
    void findsNothingWrongWithAFlawlessRun() {
        story.refused.add(new Refused("another", "volume", Story.at(5), Story.at(6)));
        story.cancels.add(new Cancelled(OTHER, "b", 400, Story.at(14), Story.at(15)));

        assertThat(check().complaints()).isEmpty();
    }

    @Test
    void missesWhatIsNotThere() {
        story.rows.removeIf(it -> it.id().equals(OTHER));

        breaks(Promise.NOTHING_LOST, 1);
    }

    @Test
    void missesWhatIsNotFinal() {
        story.active.add(new UUID(0, 3));

        breaks(Promise.NOTHING_LOST, 1);
    }

    @Test
    void missesAChild() {
        var parent = new UUID(0, 4);
        story.asked.add(new Asked("family", Work.DURABLE_FAMILY, ""));
        story.accepted.add(new Accepted("family", parent, "b", Story.at(0), Story.at(1)));
        story.keys.add(new Key("family", parent, Story.at(1)));
        story.rows.add(Story.row(parent, true, 200, 1, 0, "b", 5));
        story.rows.add(Story.child(new UUID(0, 5), parent));
        story.rows.add(Story.child(new UUID(0, 6), parent));

        breaks(Promise.NOTHING_LOST, 1);
        story.rows.add(Story.child(new UUID(0, 7), parent));
        assertThat(check().complaints()).isEmpty();
    }

    @Test
    void seesTwoRunsUnderOneAttempt() {
        story.calls.add(new Call(ID, 2, Story.at(14)));

        breaks(Promise.ONE_OWNER, 1);
    }

    /** As without the fence: the late answer of the first owner ends the second owner's attempt. */
    @Test
    void seesThatAnEarlierOwnerHasEndedIt() {
        story.answers.add(new Answer(ID, 1, Story.at(20)));
        story.replace(Story.row(ID, true, 200, 2, 1, "b", 30));

        breaks(Promise.ONE_OWNER, 1);
    }

    @Test
    void seesAnAttemptThatWentBack() {
        story.answers.add(new Answer(ID, 1, Story.at(20)));
        story.replace(Story.row(ID, true, 200, 1, 1, "b", 30));

        breaks(Promise.ONE_OWNER, 1);
    }

    @Test
    void seesAnEndThatNobodyAnswered() {
        story.answers.clear();

        breaks(Promise.ONE_OWNER, 1);
    }

    @Test
    void seesTwoWinners() {
        var second = new UUID(0, 3);
        story.asked.add(new Asked("second", Work.CALL_DURABLE, "volume"));
        story.keys.add(new Key("second", second, Story.at(29)));
        story.rows.add(Story.row(second, true, 200, 1, 1, "b", 40));

        breaks(Promise.ONE_WINNER, 1);
    }

    @Test
    void seesAConflictWithNobody() {
        story.refused.add(new Refused("another", "volume", Story.at(31), Story.at(32)));

        breaks(Promise.ONE_WINNER, 1);
    }

    @Test
    void seesTwoOperationsForOneKey() {
        story.accepted.add(new Accepted("key", OTHER, "b", Story.at(0), Story.at(2)));

        breaks(Promise.ONE_OPERATION_A_KEY, 1);
    }

    @Test
    void seesAnOperationThatNobodyAskedFor() {
        story.rows.add(Story.row(new UUID(0, 9), true, 200, 1, 0, "b", 5));

        breaks(Promise.ONE_OPERATION_A_KEY, 1);
    }

    @Test
    void letsTheServiceDoSomethingByItself() {
        var id = new UUID(0, 9);
        story.rows.add(Story.row(id, false, 200, 1, 0, "b", 5));
        story.own.add(id);
        story.hears("c", 10, new Heard(id, 200, 1, "b", Story.at(6)));

        assertThat(check().complaints()).isEmpty();
    }

    @Test
    void seesWhoWaitsForEver() {
        story.asleep.add(new Asleep(ID, "b", Story.at(2)));

        breaks(Promise.WAITERS_WAKE, 1);
    }

    @Test
    void seesWhoIsWokenEarly() {
        story.woken.add(new Woken(ID, "b", 103, Story.at(2), Story.at(3)));

        breaks(Promise.WAITERS_WAKE, 1);
    }

    @Test
    void seesACancelThatIsForgotten() {
        story.cancels.add(new Cancelled(ID, "a", 200, Story.at(3), Story.at(5)));

        breaks(Promise.CANCELS_COUNT, 1);
    }

    @Test
    void hearsWhatComesAfterTheEnd() {
        story.hears("c", 33, new Heard(ID, 200, 2, "b", Story.at(31)), new Heard(ID, 103, 2, "b", Story.at(32)));

        breaks(Promise.ORDER, 1);
    }

    @Test
    void hearsAnEarlierOwnerAfterALaterOne() {
        story.hears(
                "c",
                33,
                new Heard(ID, 103, 1, "a", Story.at(2)),
                new Heard(ID, 103, 2, "b", Story.at(14)),
                new Heard(ID, 103, 1, "a", Story.at(15)));

        breaks(Promise.ORDER, 1);
    }

    @Test
    void acceptsThatWhoTakesOverTellsWhatWasLastWritten() {
        story.hears(
                "c",
                33,
                new Heard(ID, 103, 1, "a", Story.at(2)),
                new Heard(ID, 103, 2, "b", Story.at(14)),
                new Heard(ID, 103, 1, "d", Story.at(15)));

        assertThat(check().complaints()).isEmpty();
    }

    @Test
    void missesAnEndThatAListenerWasNotToldOf() {
        story.hears("b", 100, new Heard(ID, 103, 2, "b", Story.at(14)));

        breaks(Promise.ALL_EVENTS, 1);
    }

    @Test
    void seesAFinalStatusThatDoesNotStay() {
        story.woken.add(new Woken(ID, "b", 400, Story.at(2), Story.at(3)));
        story.hears("c", 33, new Heard(ID, 401, 1, "a", Story.at(4)));

        breaks(Promise.FINAL_IS_FINAL, 2);
    }

    @Test
    void seesADurableOperationThatAFaultHasEnded() {
        story.replace(Story.row(ID, true, 400, 2, 0, "b", 30));
        story.woken.clear();
        story.streams.clear();

        breaks(Promise.NO_FAILED_DURABLE, 1);
        story.replace(Story.row(ID, true, 401, 2, 0, "b", 30));
        breaks(Promise.NO_FAILED_DURABLE, 1);
        story.cancels.add(new Cancelled(ID, "b", 0, Story.at(3), Story.at(4)));
        assertThat(check().complaints()).isEmpty();
    }

    @Test
    void seesATaskThatFailedThoughItsMemberLives() {
        story.members.clear();

        breaks(Promise.NO_FAILURE_WITHOUT_CAUSE, 1);
    }

    @Test
    void seesATaskThatWasCancelledByNobody() {
        story.replace(Story.row(OTHER, false, 401, 1, 0, "a", 13));

        breaks(Promise.NO_FAILURE_WITHOUT_CAUSE, 1);
    }

    @Test
    void seesWhatNoClientShouldGet() {
        story.surprises.add("500");

        breaks(Promise.NO_SURPRISES, 1);
    }

    private Verdict check() {
        return Checker.check(story.toEvidence());
    }

    /** That promise so many times, and no other. */
    private void breaks(Promise promise, int times) {
        var verdict = check();
        assertThat(verdict.count(promise)).as(verdict.complaints()).isEqualTo(times);
        var others = new ArrayList<>(List.of(Promise.values()));
        others.remove(promise);
        assertThat(others).as(verdict.complaints()).allMatch(it -> verdict.count(it) == 0);
        assertThat(verdict.complaints()).contains(promise.text());
    }
}
