package io.operations.web;

import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * What listens on the TLS port: TLS 1.3 only. It asks clients for a certificate, and lets those in too who have none or one
 * that nobody knows. The handshake proves that a client has the key of the certificate that it presents; whether that
 * certificate is trusted is decided for each request, by its fingerprint.
 */
// Source: contract §6.3
final class TlsConnector {

    private static final String PROTOCOLS = "TLSv1.3";
    private static final String NO_PASSWORD = "";

    private final Http11NioProtocol protocol = new ConnectionBuffers.Protocol();
    private final Connector connector = new Connector(protocol);

    TlsConnector(int port, @Nullable InetAddress address, SslBundle bundle) {
        Languages.takeAny(connector);
        connector.setPort(port);
        connector.setScheme("https");
        connector.setSecure(true);
        if (address != null) protocol.setAddress(address);
        protocol.setSSLEnabled(true);
        show(bundle);
    }

    Connector connector() {
        return connector;
    }

    /** Shows this certificate to whoever connects from here on. Those who are connected stay so. */
    void show(SslBundle bundle) {
        var host = new SSLHostConfig();
        host.setHostName(protocol.getDefaultSSLHostConfigName());
        host.setProtocols(PROTOCOLS);
        host.setCertificateVerification("optional");
        host.setTrustManagerClassName(AnyClient.class.getName());
        host.addCertificate(certificate(host, bundle));
        protocol.addSslHostConfig(host, true);
    }

    private static SSLHostConfigCertificate certificate(SSLHostConfig host, SslBundle bundle) {
        var certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        var keys = keys(bundle);
        certificate.setCertificateKeystore(keys);
        var password = bundle.getKey().getPassword();
        if (password == null) password = bundle.getStores().getKeyStorePassword();
        certificate.setCertificateKeystorePassword(password == null ? NO_PASSWORD : password);
        if (bundle.getKey().getPassword() instanceof String key) certificate.setCertificateKeyPassword(key);
        if (bundle.getKey().getAlias() instanceof String alias) certificate.setCertificateKeyAlias(alias);
        return certificate;
    }

    /** @throws IllegalStateException if the bundle has none */
    static KeyStore keys(SslBundle bundle) {
        if (bundle.getStores().getKeyStore() instanceof KeyStore keys) return keys;
        throw new IllegalStateException("The SSL bundle of operations.tls.bundle has no certificate with its key");
    }

    /**
     * Takes any certificate, and names no issuers: clients in Go present theirs only where its issuer is named, or none is.
     * Made by Tomcat, by its name.
     */
    public static final class AnyClient extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String algorithm) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String algorithm, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String algorithm) {
            throw onlyForClients();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String algorithm, Socket socket) {
            throw onlyForClients();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine) {
            throw onlyForClients();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        private static IllegalStateException onlyForClients() {
            return new IllegalStateException("No server is trusted like that");
        }
    }
}
