package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.hook.Connected.Heard;
import io.operations.operation.Frame.Kind;
import io.operations.operation.Inputs;
import io.operations.operation.OperationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LogStreamHookTests {

    private final LogStreamHook hook = new LogStreamHook(Duration.ofSeconds(30));
    private final RecordedRun run = RecordedRun.of("{}");

    @Test
    void declaresItsType() {
        assertThat(hook.type().name()).isEqualTo("log-stream");
        assertThat(hook.type().description()).isEqualTo("Streaming logs");
        assertThat(hook.channels(Inputs.none())).containsExactly("producer", "viewer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1023", "1048577", "2000.5", "1e300", "-1", "99999999999"})
    void refusesOtherReplays(String replay) {
        var inputs = RecordedRun.inputs("{\"replay\": " + replay + "}");

        assertThatThrownBy(() -> hook.validate(inputs))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessage("inputs.replay must be a whole number of bytes from 1024 to 1048576");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"replay\": 1024}", "{\"replay\": 1048576, \"connect_timeout\": 0}"})
    void acceptsReplays(String inputs) {
        hook.validate(RecordedRun.inputs(inputs));
    }

    @Test
    void showsEverythingToEarlyAndLateViewers() throws Exception {
        var running = Running.of(hook, run);
        var early = viewer();
        var producer = producer();
        producer.say(Kind.TEXT, "o", false);
        producer.say(Kind.TEXT, "ne", true);
        producer.say(Kind.BINARY, "two", true);
        assertThat(early.next()).isEqualTo(new Heard(Kind.TEXT, "one", true));
        assertThat(early.next()).isEqualTo(new Heard(Kind.BINARY, "two", true));

        var late = viewer();

        assertThat(late.next()).isEqualTo(new Heard(Kind.TEXT, "one", true));
        assertThat(late.next()).isEqualTo(new Heard(Kind.BINARY, "two", true));
        producer.say("three");
        assertThat(early.hear()).isEqualTo("three");
        assertThat(late.hear()).isEqualTo("three");

        producer.leave(1000, "bye");
        running.succeeds();
        assertThat(early.farewell().code()).isEqualTo(1000);
        assertThat(late.farewell().code()).isEqualTo(1000);
        assertThat(run.metadata("messages").asLong()).isEqualTo(3);
        assertThat(run.metadata("bytes").asLong()).isEqualTo(11);
    }

    @Test
    void replaysToALateViewerNoMoreThanTheRingHolds() throws Exception {
        var small = RecordedRun.of("{\"replay\": 1024}");
        Running.of(hook, small);
        var producer = Connected.to(hook, small, "producer");
        for (var i = 0; i < 50; i++) producer.say("%036d".formatted(i)); // 100 bytes each with what they cost

        var late = Connected.to(hook, small, "viewer");

        for (var i = 40; i < 50; i++) assertThat(late.hear()).isEqualTo("%036d".formatted(i));
        assertThat(late.hasHeard()).isFalse();
    }

    @Test
    void showsEachOfManyViewersEverythingOnceInOrderWhileTheRingWraps() throws Exception {
        var small = RecordedRun.of("{\"replay\": 1024}");
        var running = Running.of(hook, small);
        var producer = Connected.to(hook, small, "producer");
        var viewers = new ArrayList<Connected>();
        for (var i = 0; i < 100; i++) viewers.add(Connected.to(hook, small, "viewer"));

        for (var batch = 0; batch < 40; batch++) {
            for (var i = 0; i < 5; i++) producer.say("message " + (batch * 5 + i));
            for (var viewer : viewers)
                for (var i = 0; i < 5; i++) assertThat(viewer.hear()).isEqualTo("message " + (batch * 5 + i));
        }

        producer.leave(1000, "");
        running.succeeds();
        assertThat(viewers).allMatch(it -> it.farewell().code() == 1000 && !it.hasHeard());
    }

    @Test
    void sendsAwayAViewerThatFallsBehindAndHoldsUpNobody() throws Exception {
        var small = RecordedRun.of("{\"replay\": 1024}");
        Running.of(hook, small);
        var producer = Connected.to(hook, small, "producer");
        var fast = Connected.to(hook, small, "viewer");
        var slow = Connected.to(hook, small, "viewer");
        slow.stopReading();

        for (var i = 0; i < 50; i++) {
            producer.say("message " + i);
            assertThat(fast.hear()).isEqualTo("message " + i);
        }
        slow.readAgain();

        assertThat(slow.farewell().code()).isEqualTo(1013);
        var heard = new ArrayList<String>();
        while (slow.hasHeard()) heard.add(slow.hear());
        assertThat(heard)
                .hasSizeLessThanOrEqualTo(1)
                .isEqualTo(IntStream.range(0, heard.size())
                        .mapToObj(i -> "message " + i)
                        .toList());
        assertThat(fast.isSentAway()).isFalse();
    }

    @Test
    void letsGoOfAViewerThatLeaves() throws Exception {
        var running = Running.of(hook, run);
        var producer = producer();
        var viewer = viewer();
        var never = Connected.asked(hook, run, "viewer");
        viewer.vanish();
        never.vanish();

        producer.leave(1000, "");

        running.succeeds();
    }

    @Test
    void refusesWhatViewersSay() throws Exception {
        Running.of(hook, run);
        var producer = producer();
        var talking = viewer();
        var silent = viewer();

        talking.say("hello");

        assertThat(talking.farewell().code()).isEqualTo(1003);
        producer.say("still here");
        assertThat(silent.hear()).isEqualTo("still here");
    }

    @ParameterizedTest
    @CsvSource({"1024, 1024", "65536, 65536", "1048576, 65536"})
    void takesMessagesUpToALimit(int replay, int largest) throws Exception {
        var limited = RecordedRun.of("{\"replay\": " + replay + "}");
        var running = Running.of(hook, limited);
        var viewer = Connected.to(hook, limited, "viewer");
        var producer = Connected.to(hook, limited, "producer");
        producer.say("x".repeat(largest));
        assertThat(viewer.hear()).hasSize(largest);

        producer.say(Kind.TEXT, "x".repeat(largest), false);
        producer.say(Kind.TEXT, "x", false);

        assertThat(producer.farewell().code()).isEqualTo(1009);
        assertFailed(running, 413, "Message is longer than " + largest + " bytes");
        assertThat(viewer.farewell().code()).isEqualTo(1011);
        assertThat(viewer.hasHeard()).isFalse();
    }

    @Test
    void hasOneProducerAtATime() throws Exception {
        Running.of(hook, run);
        var never = Connected.asked(hook, run, "producer");
        assertThatThrownBy(this::producer)
                .isInstanceOf(OperationException.Conflict.class)
                .hasMessage("Websocket already connected");
        never.vanish();

        producer();

        assertThatThrownBy(this::producer).isInstanceOf(OperationException.Conflict.class);
    }

    @Test
    void failsWhenTheProducerIsCutOffAfterViewersHeardTheRest() throws Exception {
        var running = Running.of(hook, run);
        var producer = producer();
        var viewer = viewer();
        viewer.stopReading();
        producer.say("last");
        producer.say("words");

        producer.vanish();
        assertThat(running.isOver()).isFalse();
        viewer.readAgain();

        assertFailed(running, 502, "Connection of the producer was cut off");
        assertThat(List.of(viewer.hear(), viewer.hear())).containsExactly("last", "words");
        assertThat(viewer.farewell().code()).isEqualTo(1011);
    }

    @Test
    void waitsForViewersOnlySoLong() throws Exception {
        var impatient = new LogStreamHook(Duration.ofMillis(100));
        var running = Running.of(impatient, run);
        var producer = Connected.to(impatient, run, "producer");
        var viewer = Connected.to(impatient, run, "viewer");
        viewer.stopReading();
        producer.say("unread");

        producer.leave(1000, "");

        running.succeeds();
        assertThat(viewer.farewell().code()).isEqualTo(1013);
    }

    @Test
    void failsWhenNoProducerComes() throws Exception {
        var lonely = RecordedRun.of("{\"connect_timeout\": 0.1}");
        var running = Running.of(hook, lonely);
        var viewer = Connected.to(hook, lonely, "viewer");

        assertFailed(running, 504, "Timed out waiting for websockets to connect");
        assertThat(viewer.farewell().code()).isEqualTo(1001);
        assertThatThrownBy(() -> Connected.to(hook, lonely, "viewer"))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessage("Only running operations can be connected");
    }

    @Test
    void sendsAllAwayWhenCancelled() throws Exception {
        var running = Running.of(hook, run);
        var producer = producer();
        var viewer = viewer();
        var stuck = viewer();
        stuck.stopReading();
        producer.say("x");
        assertThat(viewer.hear()).isEqualTo("x");

        running.cancel();

        assertThat(running.failure()).isInstanceOf(InterruptedException.class);
        for (var each : List.of(producer, viewer, stuck))
            assertThat(each.farewell().code()).isEqualTo(1001);
        assertThat(run.metadata("messages").asLong()).isEqualTo(1);
    }

    private Connected producer() throws Exception {
        return Connected.to(hook, run, "producer");
    }

    private Connected viewer() throws Exception {
        return Connected.to(hook, run, "viewer");
    }

    private static void assertFailed(Running running, int code, String message) {
        assertThat(running.failure())
                .isInstanceOfSatisfying(
                        OperationException.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(code))
                .hasMessage(message);
    }
}
