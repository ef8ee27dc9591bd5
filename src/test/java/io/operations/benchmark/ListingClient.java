package io.operations.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.stream.LongStream;

/**
 * A client that lists operations over one connection, in a process of its own. Reads {@code COUNT EXPECTED} from standard input:
 * lists them so often, or for ten seconds, each time so many, and answers with the 50th and 99th percentile and the greatest
 * time of one listing, in milliseconds.
 */
final class ListingClient {

    private static final String OPERATIONS = "/1.0/operations";
    private static final long LIMIT_NANOS = 10_000_000_000L;
    private static final byte[] LIST = HttpMessage.get(OPERATIONS);

    private ListingClient() {}

    /** Argument: port. */
    static void main(String[] args) throws IOException {
        var commands = new Scanner(System.in, StandardCharsets.UTF_8);
        try (var connection = new HttpConnection(Integer.parseInt(args[0]))) {
            while (commands.hasNext()) {
                var millis = Samples.ofMillis(list(connection, commands.nextInt(), commands.nextInt()));
                System.out.println(millis.median() + " " + millis.percentile(99) + " " + millis.greatest());
            }
        }
    }

    private static long[] list(HttpConnection connection, int times, int expected) throws IOException {
        var nanos = LongStream.builder();
        var first = System.nanoTime();
        for (var i = 0; i < times && (i == 0 || System.nanoTime() - first < LIMIT_NANOS); i++) {
            var begin = System.nanoTime();
            var listed = connection.exchange(LIST);
            nanos.add(System.nanoTime() - begin);
            HttpMessage.requireStatus(listed, 200);
            if (HttpMessage.joined(listed).split(OPERATIONS + "/", -1).length - 1 != expected) {
                throw new IllegalStateException("Not " + expected + " operations: " + listed);
            }
        }
        return nanos.build().toArray();
    }
}
