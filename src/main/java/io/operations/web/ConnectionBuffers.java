package io.operations.web;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * What a connection holds while its request waits is mostly buffers. Those that are only passed through are smaller than Tomcat
 * has them: larger bodies and answers take more pieces.
 */
@Component
class ConnectionBuffers implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    /** Bytes of an answer before it is sent on, and as many characters. Most operations have less than half of that. */
    private static final int ANSWER = 2_048;

    private static final String READ = "1024";

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(ConnectionBuffers::reduce);
    }

    private static void reduce(Connector connector) {
        connector.setProperty("socket.appReadBufSize", READ);
        connector.setProperty("socket.appWriteBufSize", Integer.toString(ANSWER));
    }

    /** For both ports. */
    static class Protocol extends Http11NioProtocol {

        Protocol() {
            super(new WatchedEndpoint());
        }

        /** Tells these of each connection that is accepted. */
        void watch(IdleConnections connections) {
            ((WatchedEndpoint) getEndpoint()).watch(connections);
        }

        @Override
        public int getDesiredBufferSize() {
            return ANSWER;
        }
    }
}
