package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.requestor.Access;
import io.operations.requestor.Caller;
import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** Row M, what is related to it: one caller's large bodies do not take all processors. */
class LargeBodiesTests {

    private static final int LARGE = 17 * 1024;
    private static final int AT_A_TIME = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final LargeBodies bodies = new LargeBodies();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static MockHttpServletRequest of(String name) {
        var request = new MockHttpServletRequest();
        request.setAttribute(
                Caller.class.getName(),
                new Caller(new Requestor(name, "tls", "127.0.0.1:1"), true, Access.ALL, Instant.MAX));
        return request;
    }

    private CompletableFuture<Void> begun(MockHttpServletRequest request) {
        return CompletableFuture.runAsync(() -> bodies.begin(request, LARGE), threads);
    }

    @Test
    void oneWaitsForTheTurnOfAnotherOfTheSameCaller() {
        var working = IntStream.range(0, AT_A_TIME).mapToObj(_ -> of("alice")).toList();
        working.forEach(it -> begun(it).join());
        var waiting = of("alice");
        var turn = begun(waiting);
        begun(of("bob")).join();
        bodies.begin(of("alice"), 1024);
        assertThat(turn).isNotDone();

        bodies.end(working.getFirst());

        await().until(turn::isDone);
    }

    /** At the latest when the request is answered, and once however often it is said. */
    @Test
    void aTurnIsGivenBackOnce() {
        var first = of("alice");
        begun(first).join();
        bodies.end(first);
        bodies.end(first);
        IntStream.range(0, AT_A_TIME).forEach(_ -> begun(of("alice")).join());

        assertThat(begun(of("alice"))).isNotDone();
    }
}
