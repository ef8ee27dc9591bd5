package io.operations.hook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** An HTTP endpoint on loopback that does exactly what a test says, down to the bytes and the end of the connection. */
final class FakeEndpoint implements AutoCloseable {

    /** What it does with one request; the connection is closed afterwards. */
    @FunctionalInterface
    interface Behavior {
        void serve(Received request, Connection connection) throws IOException, InterruptedException;
    }

    /** @param headers by name, whatever its case */
    record Received(String method, String path, Map<String, String> headers, String body) {}

    /** The endpoint's end of a connection. */
    record Connection(Socket socket) {

        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(UTF_8));
            socket.getOutputStream().flush();
        }

        /** Status and headers, one line each, and the body with its length. */
        void answer(String status, String headers, String body) throws IOException {
            var separated = headers.isEmpty() ? "" : headers + "\r\n";
            send("HTTP/1.1 " + status + "\r\n" + separated + "Content-Length: " + body.getBytes(UTF_8).length
                    + "\r\n\r\n" + body);
        }

        void startStream(String mediaType) throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Type: " + mediaType + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        void chunk(String text) throws IOException {
            send(Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
        }

        void endStream() throws IOException {
            send("0\r\n\r\n");
        }

        /** Returns once the other side is gone. */
        void awaitClose() {
            try {
                while (socket.getInputStream().read() >= 0) {
                    // Nothing more is expected, but it would do no harm.
                }
            } catch (IOException e) {
                // Reset: gone as well.
            }
        }
    }

    private final ServerSocket server;
    private final String scheme;
    private final Behavior behavior;
    private final List<Received> received = new CopyOnWriteArrayList<>();

    private FakeEndpoint(ServerSocket server, String scheme, Behavior behavior) {
        this.server = server;
        this.scheme = scheme;
        this.behavior = behavior;
        Thread.ofVirtual().name("fake-endpoint").start(this::accept);
    }

    static FakeEndpoint start(Behavior behavior) {
        return start(ServerSocketFactory.getDefault(), "http", behavior);
    }

    static FakeEndpoint answering(String status, String headers, String body) {
        return start((request, connection) -> connection.answer(status, headers, body));
    }

    static FakeEndpoint start(ServerSocketFactory sockets, String scheme, Behavior behavior) {
        try {
            var loopback = InetAddress.ofLiteral("127.0.0.1");
            return new FakeEndpoint(sockets.createServerSocket(0, 50, loopback), scheme, behavior);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** What messages call it. */
    String origin() {
        return url("");
    }

    String url(String path) {
        return url("127.0.0.1", path);
    }

    String url(String host, String path) {
        return scheme + "://" + host + ":" + port() + path;
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                Thread.ofVirtual().name("fake-connection").start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var request = read(new BufferedInputStream(socket.getInputStream()));
            received.add(request);
            behavior.serve(request, new Connection(socket));
        } catch (IOException e) {
            // The client went away, as some tests want.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Received read(InputStream in) throws IOException {
        var start = line(in).split(" ", 3);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            headers.put(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        return new Received(start[0], start[1], headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("No request");
            }
            line.append(new String(new byte[] {(byte) read}, ISO_8859_1));
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
