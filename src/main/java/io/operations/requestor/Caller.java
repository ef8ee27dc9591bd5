package io.operations.requestor;

import java.time.Instant;

/**
 * Who sent a request, and what they may do.
 *
 * @param requestor who they are, as operations record it
 * @param isTrusted whether it is known who they are
 * @param access    what they may do
 * @param until     when their word stops to count: the end of a token or certificate
 */
public record Caller(Requestor requestor, boolean isTrusted, Access access, Instant until) {

    /** Somebody of whom nothing is known but an address. */
    public static Caller untrusted(String address) {
        return new Caller(new Requestor("", "", address), false, Access.NONE, Instant.MAX);
    }

    /** Somebody who is trusted for ever, without a name. */
    public static Caller anonymous(String address) {
        return new Caller(Requestor.anonymous(address), true, Access.ALL, Instant.MAX);
    }
}
