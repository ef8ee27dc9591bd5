package io.operations.hook;

import java.net.InetAddress;

/**
 * The addresses that share their first bits with another, CIDR's {@code 10.0.0.0/8}.
 *
 * @param bits how many; all of them for a single address
 */
record AddressBlock(InetAddress network, int bits) {

    AddressBlock {
        if (bits < 0 || bits > network.getAddress().length * 8) {
            throw new IllegalArgumentException("No address block of " + bits + " bits around " + network);
        }
    }

    /**
     * An address, or an address and a number of bits.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static AddressBlock of(String text) {
        int slash = text.indexOf('/');
        var address = text.substring(0, slash < 0 ? text.length() : slash);
        var network = AddressLiteral.parse(address)
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no block of addresses"));
        return new AddressBlock(
                network, slash < 0 ? network.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1)));
    }

    boolean contains(InetAddress address) {
        var mine = network.getAddress();
        var theirs = address.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < mine.length; i++) {
            int mask = 0xFF00 >> Math.clamp(bits - 8L * i, 0, 8) & 0xFF;
            if (((mine[i] ^ theirs[i]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
