package io.operations.web;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Tells {@link IdleConnections} what both ports accept, and has those closed whose request does not arrive. */
@Component
class IdleConnectionWatch implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, DisposableBean {

    private static final long LOOK_SECONDS = 1;

    private final IdleConnections connections;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("idle-connections").daemon().factory());

    IdleConnectionWatch(IdleConnections connections) {
        this.connections = connections;
        var _ = timer.scheduleWithFixedDelay(connections::closeLate, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(this::watch);
    }

    private void watch(Connector connector) {
        if (connector.getProtocolHandler() instanceof ConnectionBuffers.Protocol protocol) protocol.watch(connections);
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
