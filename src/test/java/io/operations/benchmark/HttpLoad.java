package io.operations.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Scanner;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients of the service with a keep-alive connection each, in a process of their own. Reads {@code schedule COUNT},
 * {@code wait COUNT} and {@code read COUNT} from standard input; answers each with the 50th and 99th percentile and the
 * greatest time of one call, in milliseconds.
 */
final class HttpLoad {

    private static final String OPERATIONS = "/1.0/operations";
    private static final byte[] SCHEDULE = HttpMessage.post(OPERATIONS, "{\"type\": \"noop\"}");

    /** What costs the service least. */
    private static final byte[] READ = HttpMessage.get("/");

    private final HttpConnection connection;

    private HttpLoad(int port) throws IOException {
        connection = new HttpConnection(port);
    }

    /** Arguments: port and number of connections. */
    static void main(String[] args) throws Exception {
        var clients = new ArrayList<HttpLoad>();
        for (var i = 0; i < Integer.parseInt(args[1]); i++) {
            clients.add(new HttpLoad(Integer.parseInt(args[0])));
        }
        var commands = new Scanner(System.in, StandardCharsets.UTF_8);
        try (var executor = Executors.newFixedThreadPool(clients.size())) {
            while (commands.hasNext()) {
                var command = commands.next();
                var share = commands.nextInt() / clients.size();
                var shares = clients.stream()
                        .map(it -> executor.submit(() -> it.repeat(command, share)))
                        .toList();
                var nanos = new ArrayList<Long>();
                for (Future<long[]> it : shares) {
                    for (var call : it.get()) {
                        nanos.add(call);
                    }
                }
                var millis = Samples.ofMillis(
                        nanos.stream().mapToLong(Long::longValue).toArray());
                System.out.println(millis.median() + " " + millis.percentile(99) + " " + millis.greatest());
            }
        }
    }

    private long[] repeat(String command, int times) throws IOException {
        var nanos = new long[times];
        for (var i = 0; i < times; i++) {
            var begin = System.nanoTime();
            call(command);
            nanos[i] = System.nanoTime() - begin;
        }
        return nanos;
    }

    private void call(String command) throws IOException {
        switch (command) {
            case "schedule" -> schedule();
            case "wait" -> connection.await(HttpMessage.header(schedule(), "location"));
            case "read" -> HttpMessage.requireStatus(connection.exchange(READ), 200);
            default -> throw new IllegalArgumentException(command);
        }
    }

    private String schedule() throws IOException {
        var accepted = connection.exchange(SCHEDULE);
        HttpMessage.requireStatus(accepted, 202);
        return accepted;
    }
}
