package io.operations.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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

    private final int port;
    private final byte[] buffer = new byte[16_384];
    private Socket socket;

    private HttpLoad(int port) throws IOException {
        this.port = port;
        this.socket = connect(port);
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
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
            var accepted = exchange(SCHEDULE);
            HttpMessage.requireStatus(accepted, 202);
            if (awaits) {
                var ended = exchange(HttpMessage.get(HttpMessage.header(accepted, "location") + "/wait?timeout=60"));
                HttpMessage.requireStatus(ended, 200);
                if (!ended.contains("\"status\":\"Success\",\"status_code\":200,\"resources\"")) {
                    throw new IllegalStateException("Not a final operation: " + ended);
                }
            }
            nanos[i] = System.nanoTime() - begin;
        }
        return nanos;
    }

    private String exchange(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        var answer = "";
        while (!HttpMessage.isComplete(answer)) {
            var read = socket.getInputStream().read(buffer);
            if (read < 0) {
                throw new IOException("The service closed the connection after: " + answer);
            }
            answer += new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
        }
        if (HttpMessage.header(answer, "connection").equals("close")) {
            socket.close();
            socket = connect(port);
        }
        return answer;
    }
}
