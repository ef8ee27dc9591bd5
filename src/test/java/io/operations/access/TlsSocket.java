package io.operations.access;

import io.operations.requestor.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Connections over TLS, for what a proper HTTP client does not do. */
final class TlsSocket {

    private static final int PATIENCE_MILLIS = 10_000;

    private TlsSocket() {}

    /** With no certificate. The handshake is done. */
    static SSLSocket to(String address) throws IOException {
        return with(address, null);
    }

    static SSLSocket with(String address, KeyManager @Nullable [] keys) throws IOException {
        var socket = unshaken(address, ClientCertificate.context(keys));
        socket.startHandshake();
        return socket;
    }

    /** Before the handshake. */
    static SSLSocket unshaken(String address, SSLContext context) throws IOException {
        var parts = address.split(":");
        var socket = (SSLSocket) context.getSocketFactory().createSocket(parts[0], Integer.parseInt(parts[1]));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** The fingerprint of the certificate that is shown to whoever connects. */
    static String shown(String address) {
        try (var socket = to(address)) {
            var certificate = socket.getSession().getPeerCertificates()[0];
            return Certificate.fingerprint((X509Certificate) certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
