package io.operations.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Many bad requests at the same time, each on a connection of its own. */
final class Siege {

    private static final int AT_A_TIME = 12;
    private static final int TOLD = 40;

    private final int port;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger made = new AtomicInteger();

    Siege(int port) {
        this.port = port;
    }

    /** Makes them all and fails, with the first of them, unless each ends as it should. */
    int lay(List<Attack> attacks) {
        try (var threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            attacks.forEach(it -> threads.execute(() -> make(it)));
        }
        assertThat(failures.stream().limit(TOLD))
                .as("%d of %d", failures.size(), made.get())
                .isEmpty();
        return made.get();
    }

    private void make(Attack attack) {
        made.incrementAndGet();
        try {
            check(attack, Wire.exchange(port, attack));
        } catch (IOException | RuntimeException | AssertionError e) {
            failures.add(attack + ": " + e);
        }
    }

    private static void check(Attack attack, List<Api.Answer> answers) {
        var mayClose = attack.end() == Attack.End.BROKEN;
        assertThat(answers.size()).as("answers: %s", answers).isBetween(mayClose ? 0 : 1, 1);
        answers.forEach(it -> check(attack.end(), it));
    }

    private static void check(Attack.End end, Api.Answer answer) {
        var ofTomcat = end == Attack.End.BROKEN && List.of(501, 505).contains(answer.status());
        if (end == Attack.End.HARMLESS && answer.status() < 400)
            assertThat(answer.status()).isGreaterThanOrEqualTo(200);
        else if (ofTomcat) answer.refuses(answer.status());
        else {
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
            answer.refuses(answer.status());
        }
    }
}
