package io.operations.requestor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a certificate, token or project, or a refused request, as it is stored.
 *
 * @param id         grows with time; 0 before it is stored
 * @param happenedAt when it was stored, by PostgreSQL's clock; null before
 * @param kind       which limit it counts for
 * @param action     what happened, {@code certificate-created} for example
 * @param location   name of the member
 * @param project    the project; empty for the server
 * @param source     URL of the entity; empty for a path that is not known
 * @param origin     who asked
 * @param target     what was asked for
 * @param reason     why it was refused; empty for a change
 * @param times      how often it happened since the entry before
 */
public record LifecycleEntry(
        long id,
        @Nullable Instant happenedAt,
        Kind kind,
        String action,
        String location,
        String project,
        String source,
        Origin origin,
        Target target,
        String reason,
        long times) {

    /** Entries of one kind never push out those of another. */
    public enum Kind {
        /** Something was changed. */
        CHANGE,
        /** A request of a trusted caller was refused. */
        CALLER,
        /** A request of a caller who is not trusted was refused. */
        STRANGER
    }

    /**
     * The sender of a request, and its address.
     *
     * @param requestor   the caller, with the address that a trusted proxy may have told
     * @param peer        the address at the other end of the connection
     * @param fingerprint the beginning of the fingerprint of the certificate that was presented; empty for none
     */
    public record Origin(Requestor requestor, String peer, String fingerprint) {

        /** For actions of the service itself, or of several callers. */
        public static final Origin NONE = new Origin(Requestor.NOBODY, "", "");
    }

    /**
     * The target of a request.
     *
     * @param method the method
     * @param route  the template of the path; empty for a path that the API does not have
     * @param status the status of the answer; 0 where that does not matter
     */
    public record Target(String method, String route, int status) {

        /** No request. */
        public static final Target NONE = new Target("", "", 0);
    }

    /** One that is not stored yet. */
    public LifecycleEntry(
            Kind kind,
            String action,
            String location,
            String project,
            String source,
            Origin origin,
            Target target,
            String reason) {
        this(0, null, kind, action, location, project, source, origin, target, reason, 1);
    }

    /** The same, so many times. */
    public LifecycleEntry times(long number) {
        return new LifecycleEntry(
                id, happenedAt, kind, action, location, project, source, origin, target, reason, number);
    }

    /** The same without saying who asked, and for what. */
    public LifecycleEntry anonymous() {
        return new LifecycleEntry(kind, action, location, "", "", Origin.NONE, new Target("", "", target.status()), "")
                .times(times);
    }
}
