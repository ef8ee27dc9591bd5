package io.operations.requestor;

/** A caller may not do that. The message is for them; the code is the HTTP status. */
public final class AccessException extends RuntimeException {

    private final int code;

    private AccessException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** It is not known who they are, although they said so. */
    public static AccessException unauthorized(String message) {
        return new AccessException(401, message);
    }

    /** They may know of it and not do it. */
    static AccessException forbidden() {
        return forbidden("Forbidden");
    }

    /** They may not do it, for a reason that they may know. */
    public static AccessException forbidden(String message) {
        return new AccessException(403, message);
    }

    /** They may not know whether there is such a thing. */
    static AccessException notFound(String what) {
        return new AccessException(404, what + " not found");
    }

    /** 401, 403 or 404. */
    public int code() {
        return code;
    }
}
