package io.operations.web;

import io.operations.member.MemberService;
import java.net.URI;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells the other members where they reach this one, as soon as it listens: on the TLS port if there is one, and then with the
 * certificate that it shows, again whenever that is another.
 */
@Component
class MemberAddress {

    private final MemberService member;
    private final TlsPort tls;
    private final ServerProperties server;
    private final ListeningPorts ports;
    private volatile int plainPort;

    MemberAddress(MemberService member, TlsPort tls, ServerProperties server, ListeningPorts ports) {
        this.member = member;
        this.tls = tls;
        this.server = server;
        this.ports = ports;
        tls.onChange(this::tell);
    }

    @EventListener
    void on(ServletWebServerInitializedEvent listening) {
        // The management port, if it is another one, has a name. It opens after the plain one, and counts among the
        // ports.
        if (listening.getApplicationContext().getServerNamespace() == null) {
            plainPort = listening.getWebServer().getPort();
        }
        tell();
    }

    private void tell() {
        if (tls.isOn()) {
            member.reachableAt(URI.create("https://" + tls.memberAddress()), tls.fingerprint(), ports.all());
        } else {
            var scheme = Ssl.isEnabled(server.getSsl()) ? "https://" : "http://";
            var address = URI.create(scheme + ReachableAddresses.one(server.getAddress(), plainPort));
            member.reachableAt(address, null, ports.all());
        }
    }
}
