package io.operations.member;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the others reach a member.
 *
 * @param address     null while that is not known
 * @param fingerprint of the certificate that is shown there; null where there is no TLS
 */
record Reach(@Nullable URI address, @Nullable String fingerprint) {

    static final Reach UNKNOWN = new Reach(null, null);
}
