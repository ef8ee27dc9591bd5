package io.operations.requestor;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** Whether the key of a certificate is long enough that the handshake proves who has it (NIST SP 800-57: 112 bits of security). */
public final class KeyStrength {

    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 256;

    private KeyStrength() {}

    /** What is wrong with the key, to follow "the certificate has"; empty if nothing is. */
    public static Optional<String> weakness(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa -> tooShort("RSA", rsa.getModulus().bitLength(), RSA_BITS);
            case ECPublicKey ec -> tooShort("EC", ec.getParams().getOrder().bitLength(), EC_BITS);
            case EdECPublicKey _ -> Optional.empty();
            default -> Optional.of("a key of another kind than RSA, EC and EdDSA");
        };
    }

    private static Optional<String> tooShort(String algorithm, int bits, int least) {
        return bits >= least
                ? Optional.empty()
                : Optional.of("an " + algorithm + " key of " + bits + " bits, and at least " + least + " are needed");
    }
}
