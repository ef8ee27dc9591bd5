package io.operations.web;

import io.operations.operation.OwnEndpoints;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The ports on which this process listens: plain, TLS and management. They count on every address of this machine, since a
 * request that comes from here may be trusted. A port that is configured counts before the server listens.
 */
@Component
class ListeningPorts implements OwnEndpoints {

    private static final List<String> CONFIGURED =
            List.of("server.port", "management.server.port", "operations.tls.port");

    private final Set<Integer> ports = new ConcurrentSkipListSet<>();

    ListeningPorts(Environment environment) {
        CONFIGURED.forEach(it -> add(environment.getProperty(it, Integer.class, 0)));
    }

    private void add(int port) {
        if (port > 0) ports.add(port);
    }

    /** Before others tell the members of these ports. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void on(ServletWebServerInitializedEvent listening) {
        add(listening.getWebServer().getPort());
        if (listening.getWebServer() instanceof TomcatWebServer tomcat) {
            Stream.of(tomcat.getTomcat().getService().findConnectors())
                    .map(Connector::getLocalPort)
                    .forEach(this::add);
        }
    }

    /** All of them, in order. */
    Set<Integer> all() {
        return new TreeSet<>(ports);
    }

    @Override
    public boolean contain(InetAddress address, int port) {
        return ports.contains(port) && OwnEndpoints.isOnThisMachine(address);
    }
}
