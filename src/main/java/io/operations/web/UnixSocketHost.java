package io.operations.web;

import java.nio.charset.StandardCharsets;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.buf.MessageBytes;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Takes {@code Host: localhost:None} for {@code localhost}. The WebSocket library of pylxd says so over a Unix socket, which has
 * no port; LXD does not mind (contract §6.4), and Tomcat would answer with 400 before anything else sees the request.
 */
@Component
class UnixSocketHost implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(Protocol.class.getName());
    }

    /** Public because Tomcat makes it by its name. */
    public static final class Protocol extends ConnectionBuffers.Protocol {

        @Override
        protected Processor createProcessor() {
            return new HostProcessor(this, getAdapter());
        }
    }

    private static final class HostProcessor extends Http11Processor {

        private static final byte[] HOST = "localhost:None".getBytes(StandardCharsets.US_ASCII);
        private static final int NO_PORT = ":None".length();

        HostProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
            super(protocol, adapter);
        }

        @Override
        protected void parseHost(@Nullable MessageBytes host) {
            if (host != null && host.getType() == MessageBytes.T_BYTES) dropNoPort(host);
            super.parseHost(host);
        }

        /** In the header itself: what compares it with an origin later reads it there. */
        private static void dropNoPort(MessageBytes host) {
            var bytes = host.getByteChunk();
            if (bytes.equals(HOST, 0, HOST.length)) bytes.setEnd(bytes.getEnd() - NO_PORT);
        }
    }
}
