package io.operations.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * How a client said goodbye, as one member tells it another: in the reason of a close frame, since Java's WebSocket client
 * sends few of the codes that clients use.
 */
public final class RemoteGoodbye implements Channel {

    /** The code of a connection that was cut. */
    static final int NOBODY_SAID_SO = 1006;

    private static final Pattern FORM = Pattern.compile("#([0-9]{4}) (.*)", Pattern.DOTALL);
    private static final int LONGEST_REASON = 117;

    private final Channel channel;

    /** @param channel is told the code and reason that the client gave */
    public RemoteGoodbye(Channel channel) {
        this.channel = channel;
    }

    static String of(int code, String reason) {
        return "#%04d %s".formatted(code, shortened(reason));
    }

    private static String shortened(String reason) {
        var end = reason.length();
        while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_REASON) {
            end = reason.offsetByCodePoints(end, -1);
        }
        return reason.substring(0, end);
    }

    @Override
    public void opened(Peer peer) throws IOException, InterruptedException {
        channel.opened(peer);
    }

    @Override
    public void received(Frame frame) throws IOException, InterruptedException {
        channel.received(frame);
    }

    @Override
    public void closed(int code, String reason) {
        var said = FORM.matcher(reason);
        if (said.matches()) {
            channel.closed(Integer.parseInt(said.group(1)), said.group(2));
        } else {
            channel.closed(code, reason);
        }
    }
}
