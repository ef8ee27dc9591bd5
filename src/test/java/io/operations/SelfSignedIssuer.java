package io.operations;

import io.operations.access.Issuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** An issuer over TLS with a certificate that no public authority has signed, as the API server of Kubernetes is one. */
public final class SelfSignedIssuer {

    private SelfSignedIssuer() {}

    /** @param folder where {@code ca.crt} is put, with which its certificate can be checked */
    public static Issuer in(Path folder) throws IOException {
        var pem = pem(folder);
        Files.writeString(folder.resolve("ca.crt"), certificate(pem));
        var details = PemSslStoreDetails.forCertificate(pem).withPrivateKey(pem);
        return new Issuer(SslBundle.of(new PemSslStoreBundle(details, null)).createSslContext());
    }

    /** A certificate for this machine, as a Secret has it: {@code tls.crt} and {@code tls.key}. */
    public static void certificateIn(Path folder) throws IOException {
        var pem = pem(folder);
        Files.writeString(folder.resolve("tls.crt"), certificate(pem));
        Files.writeString(
                folder.resolve("tls.key"), pem.substring(certificate(pem).length()));
    }

    private static String pem(Path folder) throws IOException {
        var server = Files.createTempDirectory(folder, "server").resolve("server.pem");
        return new SelfSignedCertificate(server, Clock.systemUTC()).pem();
    }

    private static String certificate(String pem) {
        return pem.substring(0, pem.indexOf("-----BEGIN", 1));
    }
}
