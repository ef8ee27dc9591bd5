package io.operations.hook;

import java.net.InetAddress;
import java.util.List;

/** The hosts that may be called. Two questions: is the host of a URL on the list, and is an address one to connect to. */
final class AllowedHosts {

    private final List<AllowedHost> entries;

    private AllowedHosts(List<AllowedHost> entries) {
        this.entries = entries;
    }

    static AllowedHosts of(List<String> entries) {
        return new AllowedHosts(entries.stream().map(AllowedHost::of).toList());
    }

    /** Whether a URL may be called, as far as can be told without looking its name up. */
    boolean mayCall(String host, int port) {
        var literal = AddressLiteral.parse(host);
        return entries.stream().anyMatch(it -> it.hasPort(port) && it.matches(host))
                && literal.map(it -> mayConnect(it, port)).orElse(true);
    }

    /** Whether an address that a listed name stands for may be connected to: loopback only where the list says so. */
    boolean mayConnect(InetAddress address, int port) {
        var reached = NetworkAddress.reached(address);
        return !NetworkAddress.isNeverAllowed(reached) && (!reached.isLoopbackAddress() || names(reached, port));
    }

    private boolean names(InetAddress loopback, int port) {
        return entries.stream().anyMatch(it -> it.hasPort(port) && it.names(loopback));
    }
}
