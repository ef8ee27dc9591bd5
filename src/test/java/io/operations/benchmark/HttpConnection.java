package io.operations.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client's keep-alive connection, which is made anew whenever the service has closed it. Of one thread only. */
final class HttpConnection implements AutoCloseable {

    private final int port;
    private final byte[] buffer = new byte[16_384];
    private Socket socket;

    HttpConnection(int port) throws IOException {
        this.port = port;
        this.socket = connect(port);
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Sends a whole request, and returns the whole answer. */
    String exchange(byte[] request) throws IOException {
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

    /** Waits for an operation, which has succeeded then. */
    void await(String operation) throws IOException {
        var ended = exchange(HttpMessage.get(operation + "/wait?timeout=60"));
        HttpMessage.requireStatus(ended, 200);
        if (!ended.contains("\"status\":\"Success\",\"status_code\":200,\"resources\"")) {
            throw new IllegalStateException("Not a final operation: " + ended);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
