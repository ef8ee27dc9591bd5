package io.operations.hook;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** One entry of {@code operations.http.allowed-hosts}. */
sealed interface AllowedHost {

    int ANY_PORT = 0;
    Pattern PORT = Pattern.compile("(?<host>\\[.*]|[^:]*):(?<port>[0-9]{1,5})");

    int port();

    /** Whether a URL with this host may be called. */
    boolean matches(String host);

    /** Whether it names this very address, so that even loopback is meant. */
    boolean names(InetAddress address);

    record Name(String name, int port) implements AllowedHost {
        @Override
        public boolean matches(String host) {
            return host.equals(name);
        }

        @Override
        public boolean names(InetAddress address) {
            return name.equals("localhost") && address.isLoopbackAddress();
        }
    }

    /** A name of which everything below is allowed, not itself. */
    record Domain(String suffix, int port) implements AllowedHost {
        @Override
        public boolean matches(String host) {
            return host.endsWith(suffix) && host.length() > suffix.length();
        }

        @Override
        public boolean names(InetAddress address) {
            return false;
        }
    }

    record Addresses(AddressBlock block, int port) implements AllowedHost {
        @Override
        public boolean matches(String host) {
            return AddressLiteral.parse(host).filter(block::contains).isPresent();
        }

        @Override
        public boolean names(InetAddress address) {
            return block.contains(address);
        }
    }

    /**
     * An entry as configured.
     *
     * @throws IllegalArgumentException if it is no name, domain, address or block
     */
    static AllowedHost of(String entry) {
        var text = entry.strip().toLowerCase(Locale.ROOT);
        var withPort = PORT.matcher(text);
        try {
            return withPort.matches()
                    ? of(withPort.group("host"), Integer.parseInt(withPort.group("port")))
                    : of(text, ANY_PORT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "operations.http.allowed-hosts: \"" + entry + "\" is no name, *.domain, address or block");
        }
    }

    private static AllowedHost of(String host, int port) {
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.indexOf('/') >= 0 || AddressLiteral.looksLike(bare)) {
            return new Addresses(AddressBlock.of(bare), port);
        }
        return bare.startsWith("*.") ? new Domain("." + name(bare.substring(2)), port) : new Name(name(bare), port);
    }

    private static String name(String text) {
        if (!Endpoint.isHostName(text)) {
            throw new IllegalArgumentException("\"" + text + "\" is no host name");
        }
        return text;
    }

    default boolean hasPort(int asked) {
        return port() == ANY_PORT || port() == asked;
    }
}
