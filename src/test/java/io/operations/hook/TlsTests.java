package io.operations.hook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.operations.operation.OperationException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The address is chosen here, but the certificate has to be the name's. */
@Timeout(60)
class TlsTests {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    private static SSLContext context;

    @BeforeAll
    static void makeCertificate() throws Exception {
        var file = folder.resolve("keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=backup.com",
                        "-ext",
                        "san=dns:backup.com",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        assertThat(made).isZero();
        context = context(file);
    }

    private static SSLContext context(Path file) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", store.getCertificate("a"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static HttpRequestHook hook(DefaultClientTlsStrategy tls) {
        HostNames loopback = name -> List.of(InetAddress.ofLiteral("127.0.0.1"));
        return HttpHooks.with(loopback, tls, "backup.com", "other.com", "127.0.0.1:*");
    }

    @Test
    void sendsAndVerifiesTheName() throws InterruptedException {
        var names = new CopyOnWriteArrayList<String>();
        try (var endpoint = FakeEndpoint.start(context.getServerSocketFactory(), "https", (request, connection) -> {
            var session = (ExtendedSSLSession) ((SSLSocket) connection.socket()).getSession();
            session.getRequestedServerNames().forEach(it -> names.add(new String(it.getEncoded(), US_ASCII)));
            connection.answer("200 OK", "", "7");
        })) {
            var run = HttpHooks.get(endpoint.url("backup.com", "/"));

            hook(new DefaultClientTlsStrategy(context)).run(run);

            assertThat(run.metadata("return").path("body").intValue()).isEqualTo(7);
            assertThat(names).containsExactly("backup.com");
            assertThat(endpoint.received().getFirst().headers()).containsEntry("Host", "backup.com:" + endpoint.port());
        }
    }

    @Test
    void refusesACertificateForAnotherName() {
        assertRefused(new DefaultClientTlsStrategy(context), "other.com");
        assertRefused(new DefaultClientTlsStrategy(context), "127.0.0.1");
    }

    @Test
    void refusesACertificateThatNobodyTrusts() {
        assertRefused(DefaultClientTlsStrategy.createDefault(), "backup.com");
    }

    @Test
    void doesNotFollowFromHttpsToHttp() {
        try (var plain = FakeEndpoint.answering("200 OK", "", "");
                var endpoint = FakeEndpoint.start(
                        context.getServerSocketFactory(),
                        "https",
                        (request, connection) -> connection.answer("302 x", "Location: " + plain.url("/secret"), ""))) {
            var run = HttpHooks.get(endpoint.url("backup.com", "/"));

            assertThatExceptionOfType(OperationException.Forbidden.class)
                    .isThrownBy(
                            () -> hook(new DefaultClientTlsStrategy(context)).run(run))
                    .withMessageEndingWith("was redirected to " + plain.origin() + ", from https to http");
            assertThat(plain.received()).isEmpty();
        }
    }

    private static void assertRefused(DefaultClientTlsStrategy tls, String host) {
        try (var endpoint = FakeEndpoint.start(
                context.getServerSocketFactory(),
                "https",
                (request, connection) -> connection.answer("200 OK", "", ""))) {
            assertThatExceptionOfType(OperationException.Failed.class)
                    .isThrownBy(() -> hook(tls).run(HttpHooks.get(endpoint.url(host, "/"))))
                    .withMessageStartingWith("GET " + endpoint.url(host, "") + " could not agree on TLS: ")
                    .matches(it -> it.code() == 502);
            assertThat(endpoint.received()).isEmpty();
        }
    }
}
