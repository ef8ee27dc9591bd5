package io.operations.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.operations.operation.OperationException;
import io.operations.operation.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

/** How often a stream changes its operation, in a time that goes on only when a test says so. */
@Timeout(30)
class StreamUpdatesTests {

    private static final Hop HOP = new Hop("GET", Endpoint.of("http://127.0.0.1/", "url"), Map.of(), null);

    private final RecordedRun run = RecordedRun.of("{}");
    private final List<Thread> waiting = new CopyOnWriteArrayList<>();
    private final Semaphore over = new Semaphore(0);
    private volatile Instant now = Instant.EPOCH;
    private final StreamUpdates updates = new StreamUpdates(run, () -> now, this::pause);

    private void pause(Duration time) throws InterruptedException {
        waiting.add(Thread.currentThread());
        over.acquire();
    }

    private void follow(String lines) throws IOException, InterruptedException {
        new AnswerStream(HOP, updates).follow(new ByteArrayInputStream(lines.getBytes(UTF_8)));
    }

    private void say(Progress sample) {
        updates.add(sample);
        updates.tell();
    }

    private void say(String key, JsonNode value) {
        updates.add(Map.of(key, value));
        updates.tell();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    /** Ends the one wait that there is. */
    private void letTheWaitPass() throws InterruptedException {
        await().until(() -> waiting.size() == 1);
        pass(Duration.ofMillis(250));
        over.release();
        waiting.getFirst().join();
    }

    @Test
    void tellsTheFirstAndTheLastOfTenThousandLinesInOneMoment() throws Exception {
        follow(IntStream.rangeClosed(1, 10_000)
                .mapToObj(it -> """
                        {"progress": {"stage": "copy", "percent": %d, "processed": %d}, "metadata": {"file": %d, "part%d": %d}}
                        """.formatted(it / 100, it, it, it % 10, it))
                .collect(Collectors.joining()));

        assertThat(run.progress()).containsExactly(new Progress("copy", 0, 1, 0), new Progress("copy", 100, 10_000, 0));
        assertThat(run.additions()).hasSize(2);
        assertThat(run.metadata("file").intValue()).isEqualTo(10_000);
        for (int part = 0; part < 10; part++) {
            assertThat(run.metadata("part" + part).intValue()).isEqualTo(part == 0 ? 10_000 : 9_990 + part);
        }
    }

    @Test
    void tellsWhatIsNewFourTimesASecond() {
        for (int i = 0; i < 10_000; i++) {
            updates.add(Progress.percent("copy", i / 100));
            say("file", IntNode.valueOf(i));
            pass(Duration.ofMillis(1));
        }

        assertThat(run.progress()).hasSize(40).startsWith(Progress.percent("copy", 0));
        assertThat(run.additions()).hasSize(40).startsWith(Map.of("file", IntNode.valueOf(0)));
    }

    @Test
    void tellsSamplesOfTheSamePercentageOnceASecond() {
        for (int i = 0; i < 10_000; i++) {
            say(new Progress("copy", 7, i, 0));
            pass(Duration.ofMillis(1));
        }

        assertThat(run.progress())
                .extracting(Progress::processed)
                .containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L, 6_000L, 7_000L, 8_000L, 9_000L);
    }

    @Test
    void letsNobodyFloodWithStages() {
        for (int i = 0; i < 10_000; i++) {
            say(Progress.percent("stage" + i % 2, 1 + i % 100));
            pass(Duration.ofMillis(1));
        }

        assertThat(run.progress()).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void tellsNoSampleTwice() {
        say(Progress.percent("copy", 7));
        pass(Duration.ofHours(1));

        say("a", IntNode.valueOf(1));
        updates.close();

        assertThat(run.progress()).containsExactly(Progress.percent("copy", 7));
    }

    @Test
    void tellsWhatCameTooEarlyWhenItsTimeComesThoughNothingElseDoes() throws InterruptedException {
        say("a", IntNode.valueOf(1));
        say("a", IntNode.valueOf(2));
        say("b", IntNode.valueOf(3));
        say(Progress.percent("copy", 1));
        assertThat(run.additions()).hasSize(1);

        letTheWaitPass();

        assertThat(run.additions()).hasSize(2).endsWith(Map.of("a", IntNode.valueOf(2), "b", IntNode.valueOf(3)));
        assertThat(run.progress()).containsExactly(Progress.percent("copy", 1));
    }

    @Test
    void tellsNothingOnceItIsClosed() throws InterruptedException {
        say("a", IntNode.valueOf(1));
        say("a", IntNode.valueOf(2));
        updates.close();
        updates.add(Map.of("a", IntNode.valueOf(3)));

        letTheWaitPass();

        assertThat(run.additions()).hasSize(2);
    }

    @Test
    void refusesAfterwardsWhatWasRefusedMeanwhile() throws InterruptedException {
        say("a", IntNode.valueOf(1));
        say("entity_url", StringNode.valueOf("none"));

        letTheWaitPass();

        assertThatThrownBy(updates::tell).isInstanceOf(OperationException.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "oops", "{\"return\": 1}", "{\"error\": \"Disk full\"}"})
    void tellsAllThatIsLeftHoweverTheStreamEnds(String last) throws Exception {
        try {
            follow("""
                    {"progress": {"percent": 1}, "metadata": {"a": 1}}
                    {"progress": {"percent": 1, "processed": 5}, "metadata": {"a": 2}}
                    """ + last);
        } catch (OperationException.Failed e) {
            assertThat(e).hasMessageMatching("Disk full|.*is no JSON object: oops");
        }

        assertThat(run.metadata("a").intValue()).isEqualTo(2);
        assertThat(run.progress()).endsWith(new Progress("request", 1, 5, 0));
    }
}
