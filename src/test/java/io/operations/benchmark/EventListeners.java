package io.operations.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Listeners to events, with a connection each, in a process of their own and all on one thread. Says {@code listening} on
 * standard output when every connection stands. Reads how many operations will end from standard input, says {@code ready},
 * and when all have heard of all, or nothing comes any more, what they have heard: see {@link EventRun.Heard}.
 */
final class EventListeners {

    private static final long PATIENCE_MICROS = 10_000_000;
    private static final long LOOK_MILLIS = 10;

    private final Selector selector = Selector.open();
    private final List<EventListener> listeners = new ArrayList<>();
    private EventSequence sequence = new EventSequence();
    private Latencies latencies = new Latencies();
    private long lastAt = now();

    private EventListeners(InetSocketAddress service, String path, int number) throws IOException {
        for (var i = 0; i < number; i++) listeners.add(EventListener.open(service, path, selector));
    }

    /** Arguments: port, path and number of connections. */
    static void main(String[] args) throws IOException {
        var service = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        var all = new EventListeners(service, args[1], Integer.parseInt(args[2]));
        System.out.println("listening");
        var commands = new ConcurrentLinkedQueue<Long>();
        Thread.ofPlatform().daemon().start(() -> readCommands(commands));
        while (true) {
            all.listen();
            var operations = commands.poll();
            if (operations != null) System.out.println(all.hear(operations).line());
        }
    }

    private static void readCommands(ConcurrentLinkedQueue<Long> commands) {
        try (var input = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (input.hasNextLong()) commands.add(input.nextLong());
        }
    }

    private EventRun.Heard hear(long operations) throws IOException {
        listeners.forEach(EventListener::begin);
        sequence = new EventSequence();
        latencies = new Latencies();
        lastAt = now();
        System.out.println("ready");
        while (!hasHeard(operations) && now() - lastAt < PATIENCE_MICROS) listen();
        return new EventRun.Heard(
                sequence.events(),
                latencies.count(),
                listeners.stream().filter(it -> it.agreesWith(first())).count(),
                listeners.stream().filter(it -> it.closeCode() != 0).count(),
                listeners.stream().mapToInt(EventListener::closeCode).max().orElse(0),
                latencies.percentile(50),
                latencies.percentile(99),
                latencies.percentile(100));
    }

    private boolean hasHeard(long operations) {
        return sequence.ended() >= operations
                && listeners.stream().allMatch(it -> it.closeCode() != 0 || it.events() >= first().events());
    }

    private EventListener first() {
        return listeners.getFirst();
    }

    private void listen() throws IOException {
        selector.select(LOOK_MILLIS);
        for (var key : selector.selectedKeys()) {
            var listener = (EventListener) key.attachment();
            listener.read(event -> note(listener, event));
        }
        selector.selectedKeys().clear();
    }

    private void note(EventListener listener, ByteBuffer event) {
        lastAt = now();
        latencies.add(event, lastAt);
        if (listener == first())
            sequence.hear(StandardCharsets.UTF_8.decode(event).toString());
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
