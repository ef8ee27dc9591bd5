package io.operations.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Under which addresses clients reach what listens here. */
final class ReachableAddresses {

    private ReachableAddresses() {}

    /**
     * @param listening null for all of the machine's
     * @return {@code host:port}, names first
     */
    static List<String> of(@Nullable InetAddress listening, int port) {
        if (listening != null && !listening.isAnyLocalAddress()) return List.of(text(listening, port));
        var reachable = new ArrayList<String>();
        try {
            reachable.add(InetAddress.getLocalHost().getHostName() + ":" + port);
        } catch (UnknownHostException nameless) {
            // Its addresses will do.
        }
        interfaces().forEach(it -> reachable.add(text(it, port)));
        return List.copyOf(reachable);
    }

    private static Stream<InetAddress> interfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(it -> !it.isLoopbackAddress() && !it.isLinkLocalAddress());
        } catch (SocketException unknown) {
            return Stream.of();
        }
    }

    private static String text(InetAddress address, int port) {
        var host = address.getHostAddress().replaceFirst("%.*", "");
        return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
    }
}
