package io.operations.access;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates that sign themselves. */
final class SelfSigned {

    private static final int EC_BITS = 384;
    private static final int RSA_BITS = 2048;

    private SelfSigned() {}

    /** @param algorithm EC or RSA */
    static KeyPair newKeys(String algorithm) {
        return newKeys(algorithm, algorithm.equals("EC") ? EC_BITS : RSA_BITS);
    }

    /** @param algorithm EC, RSA, DSA or EdDSA */
    static KeyPair newKeys(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param names what is called so; none for a client */
    static X509Certificate certificate(KeyPair keys, String subject, Instant begin, Instant end, GeneralName... names) {
        try {
            var name = new X500Name(subject);
            var serial = new BigInteger(100, new SecureRandom());
            var builder = new JcaX509v3CertificateBuilder(
                    name, serial, Date.from(begin), Date.from(end), name, keys.getPublic());
            if (names.length > 0)
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            var built = builder.build(
                    new JcaContentSignerBuilder(signature(keys.getPrivate().getAlgorithm())).build(keys.getPrivate()));
            return new JcaX509CertificateConverter().getCertificate(built);
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signature(String algorithm) {
        return switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "DSA" -> "SHA256withDSA";
            case "EdDSA" -> "Ed25519";
            default -> "SHA384withECDSA";
        };
    }

    static String pem(PrivateKey key) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + lines + "\n-----END PRIVATE KEY-----\n";
    }
}
