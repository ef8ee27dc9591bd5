package io.operations.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Takes in what is left of a body after the answer, so that the client can read that, but not for ever: Tomcat by itself
 * would, and hold a thread, for as long as a byte comes now and then.
 */
final class UnreadBodies extends ValveBase {

    /** What a client may have sent before it reads the answer; Tomcat's own limit. */
    private static final int MOST = 2 * 1024 * 1024;

    private final Duration bodyTimeout;

    UnreadBodies(Duration bodyTimeout) {
        super(true);
        this.bodyTimeout = bodyTimeout;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (request.getAttribute(JsonAnswers.CUT) != null) {
            request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
            return;
        }
        if (isOver(request, response) && !request.getCoyoteRequest().isFinished()) {
            response.finishResponse();
            if (!drained(request)) request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** What goes on, as a wait or as a WebSocket, is looked at when it ends, or not at all. */
    private static boolean isOver(Request request, Response response) {
        return !request.isAsync() && response.getStatus() >= Response.SC_OK;
    }

    /** Below the stream that the servlet has: that may have been closed unread, and then says nothing of the body. */
    private boolean drained(Request request) {
        var body = request.getCoyoteRequest();
        var deadline = body.getStartTimeNanos() + bodyTimeout.toNanos();
        var part = new Part();
        try {
            for (var left = MOST; left > 0 && System.nanoTime() - deadline < 0; ) {
                var read = body.doRead(part);
                if (read < 0) return true;
                left -= read;
            }
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("The rest of a body did not come", gone);
        }
        return false;
    }

    /** Where the connector puts what has come; nobody looks at it. */
    private static final class Part implements ApplicationBufferHandler {

        private ByteBuffer bytes = ByteBuffer.allocate(0);

        @Override
        public ByteBuffer getByteBuffer() {
            return bytes;
        }

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            bytes = buffer;
        }

        @Override
        public void expand(int size) {
            // The connector hands out its own buffer, whatever its size.
        }
    }
}
