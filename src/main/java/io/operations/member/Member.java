package io.operations.member;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One process of the service, as PostgreSQL knows it.
 *
 * @param name        what clients see as {@code location}
 * @param incarnation identity of the process since it last joined
 * @param state       as PostgreSQL's clock has it
 * @param address     where the others reach it; null while it has told none
 * @param fingerprint SHA-256 in lower-case hex of the certificate that it shows there; null where there is no TLS
 * @param ports       all on which it listens, as far as it has told them
 */
public record Member(
        String name,
        UUID incarnation,
        State state,
        @Nullable URI address,
        @Nullable String fingerprint,
        List<Integer> ports,
        Instant joinedAt,
        Instant heartbeatAt) {

    private static final Pattern NAME = Pattern.compile("[^\\x00/\\p{Cs}]+");

    /** What a member can be asked to do. */
    public enum State {
        /** Takes on work. */
        ONLINE,
        /** Leaves, and finishes what it has. */
        DRAINING,
        /** Has left, or was given up. */
        OFFLINE
    }

    /** Whether a member may be called so, as far as a part of a URL and PostgreSQL are concerned. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    public boolean isOnline() {
        return state != State.OFFLINE;
    }

    /** The same, whenever it was heard: to tell whether anything else is new. */
    Member withoutHeartbeat() {
        return new Member(name, incarnation, state, address, fingerprint, ports, joinedAt, joinedAt);
    }
}
