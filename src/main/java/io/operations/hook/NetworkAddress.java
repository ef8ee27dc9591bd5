package io.operations.hook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Where a packet ends up, whatever its destination is written like; and the places no list can open. */
final class NetworkAddress {

    private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");

    /** Unspecified, link-local, multicast, reserved and tunnelled addresses, and metadata services of clouds. */
    private static final List<AddressBlock> NEVER = Stream.of(
                    "0.0.0.0/8",
                    "169.254.0.0/16",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96",
                    "64:ff9b:1::/48",
                    "fe80::/10",
                    "ff00::/8",
                    "2001::/32",
                    "2002::/16",
                    "100.100.100.200",
                    "168.63.129.16",
                    "192.0.0.192",
                    "fd00:ec2::254",
                    "fd20:ce::254")
            .map(AddressBlock::of)
            .toList();

    private NetworkAddress() {}

    /** The IPv4 address inside an IPv4-mapped or NAT64 one; any other as it is. */
    static InetAddress reached(InetAddress address) {
        var bytes = address.getAddress();
        // Not every resolver turns ::ffff:a.b.c.d into IPv4; getByAddress does.
        return ofBytes(NAT64.contains(address) ? Arrays.copyOfRange(bytes, 12, 16) : bytes);
    }

    /** Whether nobody may be sent there. Ask with what {@link #reached} returned. */
    static boolean isNeverAllowed(InetAddress reached) {
        return !reached.isLoopbackAddress() && NEVER.stream().anyMatch(it -> it.contains(reached));
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
