package io.operations.web;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.ProtocolHandler;
import org.springframework.boot.tomcat.CompressionConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/** Gives connectors beside that of the plain port its limits and threads. */
final class ConnectorLimits {

    private ConnectorLimits() {}

    @SuppressWarnings("unchecked")
    static void apply(TomcatServletWebServerFactory factory, ServerProperties server, Connector connector) {
        LambdaSafe.callbacks(
                        TomcatProtocolHandlerCustomizer.class,
                        factory.getProtocolHandlerCustomizers(),
                        connector.getProtocolHandler())
                .invoke(it -> it.customize((ProtocolHandler) connector.getProtocolHandler()));
        factory.getConnectorCustomizers().forEach(it -> it.customize(connector));
        if (server.getCompression().getEnabled())
            new CompressionConnectorCustomizer(server.getCompression()).customize(connector);
    }
}
