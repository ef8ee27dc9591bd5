package io.operations.hook;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address written out in a URL. One spelling only: what others read as another address is none. */
final class AddressLiteral {

    /** As browsers tell a number from a name: by the last label (WHATWG URL, "ends in a number"). */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.?");

    private AddressLiteral() {}

    /** Whether it can only be meant as an address, well written or not. */
    static boolean looksLike(String host) {
        return host.indexOf(':') >= 0 || ENDS_IN_NUMBER.matcher(host).matches();
    }

    /** The address; empty for a name, and for octal, hexadecimal, shortened or scoped spellings. */
    static Optional<InetAddress> parse(String host) {
        if (!looksLike(host) || host.indexOf('%') >= 0) {
            return Optional.empty();
        }
        try {
            var address = InetAddress.ofLiteral(host);
            return host.indexOf(':') >= 0 || address.getHostAddress().equals(host)
                    ? Optional.of(address)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
