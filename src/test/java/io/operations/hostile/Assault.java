package io.operations.hostile;

import io.operations.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many attackers at the same time, each of which begins again as soon as it is refused. They end when it is closed. */
final class Assault implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder().executor(attackers).build();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();

    /** One go of one attacker: an outcome to be counted. */
    interface Blow {
        String strike() throws Exception;
    }

    /**
     * So many attackers who do that over and over.
     *
     * @param pause of each of them between two goes
     */
    void add(String name, int number, Duration pause, Blow blow) {
        for (var i = 0; i < number; i++) attackers.execute(() -> repeat(name, pause, blow));
    }

    private void repeat(String name, Duration pause, Blow blow) {
        try {
            do {
                outcomes.computeIfAbsent(name + " " + outcome(blow), _ -> new AtomicLong())
                        .incrementAndGet();
            } while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String outcome(Blow blow) throws InterruptedException {
        try {
            return blow.strike();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    /** Sends these bytes and then nothing more, until the service ends it. */
    Blow half(int port, String bytes) {
        return () -> {
            try (var socket = RawHttp.send(port, bytes)) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                return first(socket);
            }
        };
    }

    private static String first(Socket socket) throws IOException {
        var line = new String(socket.getInputStream().readNBytes(12));
        return line.isEmpty() ? "closed" : line;
    }

    /** Sends it, and drops whatever comes. */
    Blow request(HttpRequest request) {
        return () ->
                Integer.toString(http.send(request, BodyHandlers.discarding()).statusCode());
    }

    /** How often what came of it, by attack and outcome. */
    Map<String, AtomicLong> outcomes() {
        return new TreeMap<>(outcomes);
    }

    @Override
    public void close() {
        over.countDown();
        attackers.shutdownNow();
        http.shutdownNow();
        attackers.close();
    }
}
