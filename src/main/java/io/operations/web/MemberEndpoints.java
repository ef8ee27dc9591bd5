package io.operations.web;

import io.operations.member.Member;
import io.operations.member.Membership;
import io.operations.operation.OwnEndpoints;
import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Where other members listen, as the member table has it, and where clients are told to reach this one. On a member's machine
 * the ports of this process count too: members are configured alike, and one of a release before tells only its address.
 */
@Component
class MemberEndpoints implements OwnEndpoints {

    private final Membership membership;
    private final ListeningPorts own;
    private final List<String> advertised;

    MemberEndpoints(Membership membership, ListeningPorts own, TlsSettings tls) {
        this.membership = membership;
        this.own = own;
        this.advertised = tls.advertisedAddresses();
    }

    @Override
    public boolean contain(InetAddress address, int port) {
        return membership.others().stream().anyMatch(it -> listens(it, address, port))
                || advertised.stream().anyMatch(it -> isAt(it, address, port));
    }

    private boolean listens(Member member, InetAddress address, int port) {
        var reached = member.address();
        return reached != null
                && isPort(port, reached, member.ports())
                && OwnEndpoints.isOfHost(address, String.valueOf(reached.getHost()));
    }

    private boolean isPort(int port, URI reached, Collection<Integer> told) {
        return port == reached.getPort() || told.contains(port) || own.all().contains(port);
    }

    private static boolean isAt(String hostAndPort, InetAddress address, int port) {
        var suffix = ":" + port;
        return hostAndPort.endsWith(suffix)
                && OwnEndpoints.isOfHost(address, hostAndPort.substring(0, hostAndPort.length() - suffix.length()));
    }
}
