package io.operations.member;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the others reach a member.
 *
 * @param address     null while that is not known
 * @param fingerprint of the certificate that is shown there; null where there is no TLS
 * @param ports       all on which it listens
 */
record Reach(@Nullable URI address, @Nullable String fingerprint, List<Integer> ports) {

    static final Reach UNKNOWN = new Reach(null, null, List.of());

    /** The address as text; null while it is not known. */
    @Nullable
    String addressText() {
        return address == null ? null : address.toString();
    }

    /** The ports as PostgreSQL writes an array. */
    String portsText() {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }
}
