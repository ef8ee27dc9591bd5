package io.operations;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface, for servers that do not choose one themselves. */
public final class Ports {

    private static final int FIRST = 10_000;

    /** Where Linux begins to choose. */
    private static final int BEYOND = 32_768;

    private Ports() {}

    /**
     * One on which nobody listens just now. Not one that the system would choose: it may give that to any client that connects
     * to anything, before the server has started.
     */
    public static int free() {
        while (true) {
            var port = ThreadLocalRandom.current().nextInt(FIRST, BEYOND);
            try (var _ = new ServerSocket(port)) {
                return port;
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }

    /** Whether somebody takes a connection there. */
    public static boolean isListening(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
