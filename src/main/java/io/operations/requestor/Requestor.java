package io.operations.requestor;

/**
 * Who asked for an operation (contract §2.2).
 *
 * @param username name within the protocol; empty when nobody was identified
 * @param protocol how the caller was identified; {@code none} when callers are not asked
 * @param address  where the request came from, {@code ip:port}; never compared
 */
public record Requestor(String username, String protocol, String address) {

    /** Nobody: who is said to have asked for what the service does by itself. */
    public static final Requestor NOBODY = new Requestor("", "", "");

    private static final String ANONYMOUS = "anonymous";
    private static final String NO_PROTOCOL = "none";

    /** The caller of a service that does not ask who calls. */
    public static Requestor anonymous(String address) {
        return new Requestor(ANONYMOUS, NO_PROTOCOL, address);
    }

    /** Whether both are the same caller: username and protocol, never the address (contract §1.7). */
    public boolean isSameCallerAs(Requestor other) {
        return username.equals(other.username) && protocol.equals(other.protocol);
    }
}
