package io.operations.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Scanner;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients of the service with a keep-alive connection each, in a process of their own. Reads {@code schedule COUNT} and
 * {@code wait COUNT} from standard input; answers each with the 50th and 99th percentile and the greatest time of one call,
 * in milliseconds.
 */
final class HttpLoad {

    private static final String OPERATIONS = "/1.0/operations";
    private static final byte[] SCHEDULE = HttpMessage.post(OPERATIONS, "{\"type\": \"noop\"}");

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
                var awaits = commands.next().equals("wait");
                var share = commands.nextInt() / clients.size();
                var shares = clients.stream()
                        .map(it -> executor.submit(() -> it.call(share, awaits)))
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

    private long[] call(int times, boolean awaits) throws IOException {
        var nanos = new long[times];
        for (var i = 0; i < times; i++) {
            var begin = System.nanoTime();
            var accepted = connection.exchange(SCHEDULE);
            HttpMessage.requireStatus(accepted, 202);
            if (awaits) connection.await(HttpMessage.header(accepted, "location"));
            nanos[i] = System.nanoTime() - begin;
        }
        return nanos;
    }
}
