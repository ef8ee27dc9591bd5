package io.operations.hook;

import io.operations.hook.LogStream.Ending;
import io.operations.operation.Channel;
import io.operations.operation.Frame;
import io.operations.operation.OperationException;
import io.operations.operation.Peer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Whose messages a stream consists of. Never waits for a viewer. */
final class LogProducer implements Channel {

    private final LogStream stream;
    private final int largest;
    private final Seat seat = new Seat();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private volatile OperationException.@Nullable Failed refused;

    LogProducer(LogStream stream, int largest) {
        this.stream = stream;
        this.largest = largest;
    }

    @Override
    public void opened(Peer peer) {
        stream.arrived(this, peer);
    }

    @Override
    public void received(Frame frame) {
        if (refused != null) return;
        if (message.size() + frame.size() > largest) refuse();
        else append(frame);
    }

    @Override
    public void closed(int code, String reason) {
        stream.left(this, new Ending(failure(new Goodbye(code, reason))));
    }

    private OperationException.@Nullable Failed failure(Goodbye goodbye) {
        if (goodbye.isCut()) return new OperationException.Failed(502, "Connection of the producer was cut off");
        return refused == null && goodbye.isTooBig() ? new OperationException.Failed(413, goodbye.reason()) : refused;
    }

    Seat seat() {
        return seat;
    }

    private void append(Frame frame) {
        var payload = frame.payload().duplicate();
        var bytes = new byte[payload.remaining()];
        payload.get(bytes);
        message.writeBytes(bytes);
        if (frame.last()) {
            stream.ring().add(new Frame(frame.kind(), ByteBuffer.wrap(message.toByteArray()), true));
            message.reset();
        }
    }

    private void refuse() {
        var refusal = "Message is longer than " + largest + " bytes";
        refused = new OperationException.Failed(413, refusal);
        seat.sendAway(Goodbye.tooBig(refusal));
    }
}
