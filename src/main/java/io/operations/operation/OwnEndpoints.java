package io.operations.operation;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where the service itself can be reached: its own ports, the ports of its members, its database. An operation that calls
 * something must never get there, because a call from this machine may be trusted more than the caller of the operation.
 */
@FunctionalInterface
public interface OwnEndpoints {

    /** No endpoints at all. */
    OwnEndpoints NONE = (_, _) -> false;

    /**
     * Whether a connection to this address and port ends at the service.
     *
     * @param address an IPv4 address as such, not mapped into IPv6
     */
    boolean contain(InetAddress address, int port);

    /** Whether this machine has the address: loopback, or an address of one of its network interfaces. */
    static boolean isOnThisMachine(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) return true;
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }

    /**
     * Whether the address is one of this host's. Two addresses of this machine belong to the same host.
     *
     * @param host a name or an address; empty or unknown means no host
     */
    static boolean isOfHost(InetAddress address, String host) {
        try {
            var addresses = host.isBlank() ? List.<InetAddress>of() : List.of(InetAddress.getAllByName(host));
            return addresses.contains(address)
                    || isOnThisMachine(address) && addresses.stream().anyMatch(OwnEndpoints::isOnThisMachine);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
