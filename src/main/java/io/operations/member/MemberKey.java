package io.operations.member;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/** The key by which a process proves which member it is. The private half stays in memory; the member table has the public one. */
final class MemberKey {

    private static final String ALGORITHM = "Ed25519";

    private final KeyPair keys;

    private MemberKey(KeyPair keys) {
        this.keys = keys;
    }

    static MemberKey generate() {
        try {
            return new MemberKey(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has Ed25519", e);
        }
    }

    /** The public half, as X.509 encodes it. */
    byte[] encoded() {
        return keys.getPublic().getEncoded();
    }

    byte[] sign(byte[] message) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the owner of that public key has signed the message. */
    static boolean hasSigned(byte[] publicKey, byte[] message, byte[] signed) {
        try {
            var key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(publicKey));
            var signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
