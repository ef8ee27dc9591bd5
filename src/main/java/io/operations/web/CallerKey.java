package io.operations.web;

import io.operations.requestor.Caller;
import io.operations.requestor.Requestor;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who is counted as one: callers are told apart by protocol and username, those of whom nothing is known by the host that they
 * call from. Of an IPv6 address the network counts: whoever has one address there has all of them.
 */
record CallerKey(String protocol, String name) {

    private static final int NETWORK_BYTES = 8;

    static CallerKey of(Caller caller) {
        return of(caller.requestor());
    }

    static CallerKey of(Requestor requestor) {
        return requestor.protocol().isEmpty() && requestor.username().isEmpty()
                ? new CallerKey("", host(requestor.address()))
                : new CallerKey(requestor.protocol(), requestor.username());
    }

    private static String host(String address) {
        var port = address.lastIndexOf(':');
        var host = port < 0 ? address : address.substring(0, port);
        return host.startsWith("[") && host.endsWith("]") ? network(host.substring(1, host.length() - 1)) : host;
    }

    private static String network(String host) {
        try {
            // The zone of a link-local address is of this machine.
            return InetAddress.ofLiteral(host.split("%", 2)[0]) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES)) + "/64"
                    : host;
        } catch (IllegalArgumentException noLiteral) {
            return host;
        }
    }
}
