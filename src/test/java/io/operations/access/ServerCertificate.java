package io.operations.access;

import io.operations.requestor.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bouncycastle.asn1.x509.GeneralName;

/** A self-signed certificate for {@code localhost} and {@code 127.0.0.1}, and its key. */
public record ServerCertificate(X509Certificate certificate, PrivateKey key) {

    private static final String CERTIFICATE = "server.crt";
    private static final String KEY = "server.key";

    public static ServerCertificate fresh() {
        var keys = SelfSigned.newKeys("EC");
        var now = Instant.now();
        return new ServerCertificate(
                SelfSigned.certificate(
                        keys,
                        "O=operations.example,CN=localhost",
                        now.minus(1, ChronoUnit.HOURS),
                        now.plus(30, ChronoUnit.DAYS),
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1")),
                keys.getPrivate());
    }

    public String fingerprint() {
        return Certificate.fingerprint(certificate);
    }

    public String pem() {
        return Certificate.pem(certificate);
    }

    /** As PEM files, where others may have been. */
    void writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(KEY), SelfSigned.pem(key));
            Files.writeString(folder.resolve(CERTIFICATE), pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
