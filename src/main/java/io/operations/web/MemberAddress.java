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

    MemberAddress(MemberService member, TlsPort tls, ServerProperties server) {
        this.member = member;
        this.tls = tls;
        this.server = server;
        tls.onChange(this::tellOfTls);
    }

    @EventListener
    void on(ServletWebServerInitializedEvent listening) {
        // The management port, if it is another one, has a name.
        if (listening.getApplicationContext().getServerNamespace() != null) return;
        if (tls.isOn()) {
            tellOfTls();
        } else {
            var scheme = Ssl.isEnabled(server.getSsl()) ? "https://" : "http://";
            var port = listening.getWebServer().getPort();
            member.reachableAt(URI.create(scheme + ReachableAddresses.one(server.getAddress(), port)), null);
        }
    }

    private void tellOfTls() {
        member.reachableAt(URI.create("https://" + tls.memberAddress()), tls.fingerprint());
    }
}
