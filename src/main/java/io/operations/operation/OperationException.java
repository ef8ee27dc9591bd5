package io.operations.operation;

import java.time.Duration;

/** A refusal or failure that a client may read: the message is what it sees, the code is the HTTP status of contract §9. */
public sealed class OperationException extends RuntimeException {

    private final int code;

    private OperationException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The status code that goes with the message, 400 to 599. */
    public int code() {
        return code;
    }

    /** The caller can mend it. */
    public static final class Invalid extends OperationException {
        public Invalid(String message) {
            super(400, message);
        }
    }

    /** The caller may not do that. */
    public static final class Forbidden extends OperationException {
        public Forbidden(String message) {
            super(403, message);
        }
    }

    /** There is no such thing, or the caller may not know of it. */
    public static final class NotFound extends OperationException {
        public NotFound(String message) {
            super(404, message);
        }
    }

    /** Something else is in the way: it holds the conflict reference, or has the name. */
    public static final class Conflict extends OperationException {
        public Conflict(String message) {
            super(409, message);
        }
    }

    /** The caller has too much of something, or too much at once. Worth trying again later. */
    public static final class TooMany extends OperationException {

        private final Duration retryAfter;

        /** @param retryAfter when the caller should try again */
        public TooMany(String message, Duration retryAfter) {
            super(429, message);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** Not now: the service shuts down or has no database. Worth trying again. */
    public static final class Unavailable extends OperationException {
        public Unavailable(String message) {
            super(503, message);
        }
    }

    /** The idempotency key was used before, for something else. */
    public static final class KeyReused extends OperationException {
        public KeyReused(String message) {
            super(422, message);
        }
    }

    /** How a run hook says with which code its operation fails. */
    public static final class Failed extends OperationException {
        /** @param code 400 to 599; becomes {@code err_code}. What is no code of an error becomes 500 */
        public Failed(int code, String message) {
            super(code >= 400 && code <= 599 ? code : Outcome.UNSPECIFIED_CODE, message);
        }
    }
}
