package io.operations.promise;

import io.operations.Api;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Clients that schedule one operation after the other, all at once, and remember what they were told. */
final class Clients implements AutoCloseable {

    private final Api api;
    private final IntFunction<String> bodies;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<UUID, Integer> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final List<String> surprises = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** @param bodies the request body of each number from 0 */
    Clients(Api api, int clients, IntFunction<String> bodies) {
        this.api = api;
        this.bodies = bodies;
        for (var i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().name("client-" + i).start(this::scheduleUntilStopped));
        }
    }

    private void scheduleUntilStopped() {
        try {
            while (!stopped) {
                schedule(numbers.getAndIncrement());
            }
        } catch (UncheckedIOException e) {
            // The service is gone, as some tests want; what it was asked last nobody knows.
            stopped = true;
        }
    }

    private void schedule(int number) {
        var answer = api.schedule(bodies.apply(number));
        switch (answer.status()) {
            case 202 -> accepted.put(answer.id(), number);
            case 503 -> unavailable.incrementAndGet();
            default -> surprises.add(answer.text());
        }
    }

    int countAccepted() {
        return accepted.size();
    }

    int countUnavailable() {
        return unavailable.get();
    }

    /** Answers that are neither 202 nor 503. */
    List<String> surprises() {
        return surprises;
    }

    /** Ends and tells what was accepted: id to number. */
    Map<UUID, Integer> stop() {
        stopped = true;
        threads.forEach(Clients::join);
        return Map.copyOf(accepted);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
