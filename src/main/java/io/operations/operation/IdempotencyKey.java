package io.operations.operation;

import java.util.HexFormat;

/**
 * A caller's name for one request, so that it can be repeated blindly.
 *
 * @param caller      whose key it is; other callers may use the same text
 * @param key         the text of the {@code Idempotency-Key} header
 * @param fingerprint SHA-256 of what was asked; the same key with another fingerprint is refused
 */
public record IdempotencyKey(String caller, String key, String fingerprint) {

    private static final int MAX_LENGTH = 255;

    public IdempotencyKey {
        if (key.isBlank() || key.length() > MAX_LENGTH || key.chars().anyMatch(it -> it < ' ' || it > '~')) {
            throw new OperationException.Invalid(
                    "Idempotency-Key must be 1 to " + MAX_LENGTH + " printable ASCII characters");
        }
    }

    byte[] fingerprintBytes() {
        return HexFormat.of().parseHex(fingerprint);
    }

    /** Keys may be guessable; whoever knows one gets the operation back. */
    @Override
    public String toString() {
        return "IdempotencyKey[caller=" + caller + "]";
    }
}
