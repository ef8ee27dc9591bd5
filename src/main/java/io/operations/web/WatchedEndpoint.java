package io.operations.web;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of each connection before Tomcat takes any memory for it. */
final class WatchedEndpoint extends NioEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedEndpoint.class);

    private volatile @Nullable IdleConnections connections;

    void watch(IdleConnections watching) {
        connections = watching;
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        var watching = connections;
        try {
            if (watching != null) watching.accepted(socket);
        } catch (IOException e) {
            LOG.debug("A connection was closed before it was accepted", e);
            return false;
        }
        return super.setSocketOptions(socket);
    }
}
