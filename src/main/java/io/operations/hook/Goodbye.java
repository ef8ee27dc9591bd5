package io.operations.hook;

/**
 * How a connection ended.
 *
 * @param code   WebSocket close code
 * @param reason for people; may be empty
 */
record Goodbye(int code, String reason) {

    private static final int PROTOCOL_ERROR = 1002;
    private static final int CUT_OFF = 1006;
    private static final int NOT_UTF8 = 1007;
    private static final int TOO_BIG = 1009;
    private static final int SERVER_ERROR = 1011;

    static Goodbye normal(String reason) {
        return new Goodbye(1000, reason);
    }

    static Goodbye goingAway(String reason) {
        return new Goodbye(1001, reason);
    }

    /** To those who did nothing wrong. */
    static Goodbye serverError(String reason) {
        return new Goodbye(SERVER_ERROR, reason);
    }

    static Goodbye tooBig(String reason) {
        return new Goodbye(TOO_BIG, reason);
    }

    /** Whether a message was longer than may be, so that not all has arrived. */
    boolean isTooBig() {
        return code == TOO_BIG;
    }

    /** Whether it ended in the middle: nobody meant it to, or what came was no WebSocket any more. */
    boolean isCut() {
        return code == CUT_OFF || code == PROTOCOL_ERROR || code == NOT_UTF8;
    }
}
