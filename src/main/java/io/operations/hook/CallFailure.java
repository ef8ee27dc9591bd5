package io.operations.hook;

import io.operations.operation.OperationException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.MessageConstraintException;

/** Says why a call failed, so that whoever reads it knows where to look; and with which code. */
final class CallFailure {

    private static final int FORBIDDEN = 403;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private CallFailure() {}

    /** The endpoint does not keep to what was agreed. */
    static OperationException.Failed broken(Hop hop, String what) {
        return new OperationException.Failed(BAD_GATEWAY, hop + " " + what);
    }

    /** The call's time was up. */
    static OperationException late(Hop hop, Duration timeout) {
        return new OperationException.Failed(GATEWAY_TIMEOUT, hop + " did not end within " + timeout);
    }

    /** There was an answer, but not one that is expected. An error status is passed on: the type's owner chose it. */
    static OperationException unexpected(Hop hop, Answer answer) {
        int code = answer.status() >= 400 && answer.status() <= 599 ? answer.status() : BAD_GATEWAY;
        return new OperationException.Failed(code, hop + " answered " + answer.summary());
    }

    /** There was no answer, or only half of one. */
    static RuntimeException of(Hop hop, Exception cause) {
        return switch (cause) {
            case IOException broken -> new OperationException.Failed(code(broken), hop + " " + reason(hop, broken));
            case RuntimeException bug -> bug;
            default -> new IllegalStateException(cause);
        };
    }

    private static int code(IOException broken) {
        return switch (broken) {
            case CheckedResolver.Refused it -> FORBIDDEN;
            case SocketTimeoutException it -> GATEWAY_TIMEOUT;
            default -> BAD_GATEWAY;
        };
    }

    private static String reason(Hop hop, IOException broken) {
        var host = hop.endpoint().host();
        return switch (broken) {
            case CheckedResolver.Refused it when it.isOwn() -> "leads to this service";
            case CheckedResolver.Refused it ->
                "leads to an address that operations.http.allowed-hosts does not let " + host + " stand for";
            case UnknownHostException it -> "cannot find host " + host;
            case SocketTimeoutException it -> "could not connect in time";
            case ConnectException it -> "could not connect: " + lastWords(it);
            case NoRouteToHostException it -> "could not connect: " + lastWords(it);
            case SSLException it -> "could not agree on TLS: " + lastWords(it);
            case MessageConstraintException it -> "answered with headers that are too long";
            default -> "ended before its answer was complete";
        };
    }

    /** What the system said; everything in front of it was put there on the way up and names the host once more. */
    private static String lastWords(IOException broken) {
        var message = String.valueOf(broken.getMessage());
        return Storable.excerpt(message.substring(message.lastIndexOf(": ") + 1));
    }
}
