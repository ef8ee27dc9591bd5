package io.operations.web;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Puts {@link ConnectionValve} before all valves that other customizers add. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConnectionRecording implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

    private final ClientAddress addresses;

    ConnectionRecording(ClientAddress addresses) {
        this.addresses = addresses;
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addEngineValves(new ConnectionValve(addresses));
    }
}
