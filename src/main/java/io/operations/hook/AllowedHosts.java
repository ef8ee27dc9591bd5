package io.operations.hook;

import io.operations.operation.OwnEndpoints;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The hosts that may be called. Two questions: is the host of a URL on the list, and may an address be connected to. No entry
 * opens the service's own endpoints.
 */
final class AllowedHosts {

    private static final String OFF_THE_LIST = "is not on operations.http.allowed-hosts";
    private static final String OWN = "belongs to this service";

    private final List<AllowedHost> entries;
    private final OwnEndpoints own;

    private AllowedHosts(List<AllowedHost> entries, OwnEndpoints own) {
        this.entries = entries;
        this.own = own;
    }

    static AllowedHosts of(List<String> entries, OwnEndpoints own) {
        return new AllowedHosts(entries.stream().map(AllowedHost::of).toList(), own);
    }

    /** Why a URL may not be called, as far as that is known without a lookup of its host; empty if it may be called. */
    Optional<String> objection(String host, int port) {
        var literal = AddressLiteral.parse(host);
        if (literal.filter(it -> isOwn(it, port)).isPresent()) return Optional.of(OWN);
        var isListed = entries.stream().anyMatch(it -> it.hasPort(port) && it.matches(host))
                && literal.map(it -> mayConnect(it, port)).orElse(true);
        return isListed ? Optional.empty() : Optional.of(OFF_THE_LIST);
    }

    /** Whether an address that a listed name stands for may be connected to: this machine only where an entry says so. */
    boolean mayConnect(InetAddress address, int port) {
        var reached = NetworkAddress.reached(address);
        return !NetworkAddress.isNeverAllowed(reached)
                && !own.contain(reached, port)
                && (!OwnEndpoints.isOnThisMachine(reached) || isOpened(reached, port));
    }

    /** Whether the address and port are the service's own, or those of another member. */
    boolean isOwn(InetAddress address, int port) {
        return own.contain(NetworkAddress.reached(address), port);
    }

    private boolean isOpened(InetAddress here, int port) {
        return entries.stream().anyMatch(it -> it.opens(here, port));
    }
}
