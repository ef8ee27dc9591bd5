package io.operations;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * The server certificate of the embedded run: made at the first start, with its key in one file that only the owner can
 * read, and used from then on. Clients trust it by its fingerprint.
 */
final class SelfSignedCertificate {

    private static final int YEARS = 10;
    private static final int SERIAL_BITS = 127;
    private static final String OWNER_ONLY = "rw-------";

    private final Path file;
    private final Clock clock;

    /** @param file in a folder that is made when missing */
    SelfSignedCertificate(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * The certificate and its key, in PEM.
     *
     * @throws StartFailure if there is a file that holds none, or one whose time is over
     */
    String pem() {
        try {
            if (!Files.exists(file)) make();
            var pem = Files.readString(file);
            requireUsable(pem);
            return pem;
        } catch (IOException e) {
            throw new StartFailure("the TLS certificate in " + file + " cannot be read or made: " + e.getMessage(), e);
        }
    }

    private void requireUsable(String pem) {
        try {
            var bytes = pem.getBytes(StandardCharsets.US_ASCII);
            var factory = CertificateFactory.getInstance("X.509");
            ((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)))
                    .checkValidity(Date.from(clock.instant()));
            PemContent.of(pem).getPrivateKey();
        } catch (CertificateException | IllegalStateException e) {
            throw new StartFailure(
                    "the TLS certificate in " + file
                            + " is damaged or has expired. Delete the file, and a new one is made.",
                    e);
        }
    }

    /** Of two that start at once one makes it; it is there as a whole or not at all. */
    private void make() throws IOException {
        var folder = Files.createDirectories(file.toAbsolutePath().getParent());
        var written = Files.createTempFile(
                folder,
                "server",
                ".pem",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        try {
            Files.writeString(written, generated());
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException theOtherWasFirst) {
            // Its certificate will do.
        } finally {
            Files.delete(written);
        }
    }

    private String generated() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            var keys = generator.generateKeyPair();
            var text = new StringWriter();
            try (var pem = new JcaPEMWriter(text)) {
                pem.writeObject(certificate(keys, hostName(), clock.instant()));
                pem.writeObject(new JcaPKCS8Generator(keys.getPrivate(), null));
            }
            return text.toString();
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Every JDK has elliptic curves", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static org.bouncycastle.cert.X509CertificateHolder certificate(KeyPair keys, String host, Instant now)
            throws OperatorCreationException, CertIOException {
        var name = new X500NameBuilder()
                .addRDN(BCStyle.O, "operation-service")
                .addRDN(BCStyle.CN, host)
                .build();
        var begin = Date.from(now.minus(1, ChronoUnit.HOURS));
        var end = Date.from(now.plus(YEARS * 365L, ChronoUnit.DAYS));
        return new JcaX509v3CertificateBuilder(
                        name, new BigInteger(SERIAL_BITS, new SecureRandom()), begin, end, name, keys.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, names(host))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .build(new JcaContentSignerBuilder("SHA384withECDSA").build(keys.getPrivate()));
    }

    /** Clients in Go look at the first DNS name, whatever they connect to (contract §6.3). */
    private static GeneralNames names(String host) {
        return new GeneralNames(Stream.of(
                        new GeneralName(GeneralName.dNSName, host),
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                        new GeneralName(GeneralName.iPAddress, "::1"))
                .toArray(GeneralName[]::new));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
