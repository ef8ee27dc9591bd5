package io.operations.access;

import io.operations.requestor.Certificate;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A self-signed client certificate and its key, as stock clients make them. */
public record ClientCertificate(X509Certificate certificate, PrivateKey key) {

    private static final String SUBJECT = "O=linuxcontainers.org,CN=somebody@somewhere";
    private static final char[] PASSWORD = "password".toCharArray();

    /** One that is valid for a day. */
    public static ClientCertificate fresh() {
        var now = Instant.now();
        return between(now.minus(1, ChronoUnit.HOURS), now.plus(1, ChronoUnit.DAYS));
    }

    public static ClientCertificate between(Instant begin, Instant end) {
        return of(SelfSigned.newKeys("EC"), begin, end);
    }

    /** With a key of the other kind that clients have. */
    public static ClientCertificate rsa() {
        var now = Instant.now();
        return of(SelfSigned.newKeys("RSA"), now.minus(1, ChronoUnit.HOURS), now.plus(1, ChronoUnit.DAYS));
    }

    /** @param algorithm EC, RSA, DSA or EdDSA */
    public static ClientCertificate withKey(String algorithm, int bits) {
        var now = Instant.now();
        return of(SelfSigned.newKeys(algorithm, bits), now.minus(1, ChronoUnit.HOURS), now.plus(1, ChronoUnit.DAYS));
    }

    private static ClientCertificate of(KeyPair keys, Instant begin, Instant end) {
        return new ClientCertificate(SelfSigned.certificate(keys, SUBJECT, begin, end), keys.getPrivate());
    }

    public String fingerprint() {
        return Certificate.fingerprint(certificate);
    }

    /** As clients send it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(Certificate.der(certificate));
    }

    public String pem() {
        return Certificate.pem(certificate);
    }

    public String keyPem() {
        return SelfSigned.pem(key);
    }

    /** Has it trusted; gives its fingerprint. */
    public String trustedBy(Somebody admin) {
        return trustedBy(admin, "");
    }

    /** @param more fields of the request, each after a comma */
    public String trustedBy(Somebody admin, String more) {
        var body = "{\"name\": \"somebody\", \"certificate\": \"%s\"%s}".formatted(base64(), more);
        if (admin.post("/1.0/certificates", body).status() != 201) throw new IllegalStateException("not trusted");
        return fingerprint();
    }

    /** Presents this certificate and trusts any server. */
    public SSLContext context() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, PASSWORD, new X509Certificate[] {certificate});
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            return context(keys.getKeyManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts any server and presents nothing, unless these do. */
    public static SSLContext context(KeyManager @Nullable [] keys) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new AnyServer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class AnyServer extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
