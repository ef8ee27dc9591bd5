package io.operations.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Clients that all wait for one operation, with a connection each, in a process of their own. Says {@code parked} on
 * standard output when every request is sent, and then, when every answer is there, the microsecond of the epoch at which
 * 50 % of them, 99 % and all were.
 */
final class ParkedClients {

    private ParkedClients() {}

    /** Arguments: port, path and number of connections. */
    static void main(String[] args) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        var request = HttpMessage.get(args[1]);
        var clients = Integer.parseInt(args[2]);
        try (var selector = Selector.open()) {
            for (var i = 0; i < clients; i++) {
                var channel = SocketChannel.open(address);
                channel.write(ByteBuffer.wrap(request));
                channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, "");
            }
            System.out.println("parked");
            var answered = new double[clients];
            var buffer = ByteBuffer.allocate(16_384);
            for (var count = 0; count < clients; ) {
                selector.select();
                for (var key : selector.selectedKeys()) {
                    if (isAnswered(key, buffer)) {
                        key.cancel();
                        answered[count++] = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                    }
                }
                selector.selectedKeys().clear();
            }
            var times = Samples.of(answered);
            System.out.printf(
                    "%d %d %d%n", (long) times.median(), (long) times.percentile(99), (long) times.greatest());
        }
    }

    private static boolean isAnswered(SelectionKey key, ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (((SocketChannel) key.channel()).read(buffer) < 0) {
            throw new IOException("The service closed a connection after: " + key.attachment());
        }
        var answer = (String) key.attachment()
                + new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        key.attach(answer);
        if (!HttpMessage.isComplete(answer)) {
            return false;
        }
        HttpMessage.requireStatus(answer, 200);
        return true;
    }
}
