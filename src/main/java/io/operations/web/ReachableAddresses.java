package io.operations.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Under which addresses clients reach what listens here. */
final class ReachableAddresses {

    private static final Comparator<InetAddress> IPV4_FIRST = Comparator.comparing(it -> it instanceof Inet6Address);

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

    /**
     * The one by which other machines of the same network get here.
     *
     * @param listening null for all of the machine's
     * @return {@code host:port}
     */
    static String one(@Nullable InetAddress listening, int port) {
        return text(listening != null && !listening.isAnyLocalAddress() ? listening : own(), port);
    }

    /** That of the host name where it leads somewhere: of a machine's networks it is the one that others are told of. */
    private static InetAddress own() {
        try {
            var named = InetAddress.getLocalHost();
            if (!named.isLoopbackAddress()) return named;
        } catch (UnknownHostException nameless) {
            // The first of its interfaces will do.
        }
        return interfaces().min(IPV4_FIRST).orElseGet(InetAddress::getLoopbackAddress);
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
