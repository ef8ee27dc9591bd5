package io.operations.hook;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** One entry of {@code operations.http.allowed-hosts}. */
sealed interface AllowedHost {

    /** The entry says nothing about ports. All are meant, but none of this machine. */
    int NO_PORT = 0;

    /** The entry says that it means all ports. */
    int EVERY_PORT = -1;

    int HIGHEST_PORT = 65_535;
    Pattern PORT = Pattern.compile("(?<host>\\[.*]|[^:]*):(?<port>[0-9]{1,5}|\\*)");

    int port();

    /** Whether a URL with this host may be called. */
    boolean matches(String host);

    /** Whether it names this very address, so that even an address of this machine is meant. */
    boolean names(InetAddress address);

    /** Whether it means nothing but addresses of this machine. */
    boolean isLoopback();

    record Name(String name, int port) implements AllowedHost {
        @Override
        public boolean matches(String host) {
            return host.equals(name);
        }

        @Override
        public boolean names(InetAddress address) {
            return isLoopback() && address.isLoopbackAddress();
        }

        @Override
        public boolean isLoopback() {
            return name.equals("localhost");
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

        @Override
        public boolean isLoopback() {
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

        @Override
        public boolean isLoopback() {
            return block.network().isLoopbackAddress() && block.bits() >= 8;
        }
    }

    /**
     * An entry as configured.
     *
     * @throws IllegalArgumentException if it is no name, domain, address or block, or means loopback without a port
     */
    static AllowedHost of(String entry) {
        var read = read(entry);
        if (read.isLoopback() && read.port() == NO_PORT) {
            throw new IllegalArgumentException("operations.http.allowed-hosts: \"" + entry
                    + "\" is this machine, so it needs a port, :9000 for example, or :* for every port");
        }
        return read;
    }

    private static AllowedHost read(String entry) {
        var text = entry.strip().toLowerCase(Locale.ROOT);
        var withPort = PORT.matcher(text);
        try {
            return withPort.matches() ? of(withPort.group("host"), port(withPort.group("port"))) : of(text, NO_PORT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "operations.http.allowed-hosts: \"" + entry + "\" is no name, *.domain, address or block");
        }
    }

    private static int port(String text) {
        if (text.equals("*")) return EVERY_PORT;
        int port = Integer.parseInt(text);
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(text + " is no port");
        }
        return port;
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
        return port() <= NO_PORT || port() == asked;
    }

    /** Whether it allows this address of this machine: it names the address, and the port or all ports. */
    default boolean opens(InetAddress here, int asked) {
        return port() != NO_PORT && hasPort(asked) && names(here);
    }
}
