package io.operations.hook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * The only place that addresses to connect to come from. A host is looked up once for each connection, and only addresses
 * that have passed the check leave here, so a name cannot stand for another address afterwards.
 */
final class CheckedResolver implements DnsResolver {

    /** The name is fine, where it leads is not. */
    static final class Refused extends UnknownHostException {
        private final boolean isOwn;

        private Refused(String host, boolean isOwn) {
            super(host);
            this.isOwn = isOwn;
        }

        /** Whether it leads to the service itself. */
        boolean isOwn() {
            return isOwn;
        }
    }

    private final AllowedHosts allowed;
    private final HostNames names;

    CheckedResolver(AllowedHosts allowed, HostNames names) {
        this.allowed = allowed;
        this.names = names;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        if (allowed.objection(host, port).isPresent()) {
            throw new Refused(host, false);
        }
        var found = lookUp(host);
        var addresses = found.stream()
                .filter(it -> allowed.mayConnect(it, port))
                .map(it -> new InetSocketAddress(it, port))
                .toList();
        if (addresses.isEmpty()) {
            throw new Refused(host, found.stream().anyMatch(it -> allowed.isOwn(it, port)));
        }
        return addresses;
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        var literal = AddressLiteral.parse(host);
        return literal.isPresent() ? List.of(literal.get()) : names.lookUp(host);
    }

    /** Without a port nothing can be checked, so there is no answer. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        throw new Refused(host, false);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
