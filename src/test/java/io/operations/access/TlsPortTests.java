package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.operations.RawHttp;
import io.operations.member.MemberService;
import io.operations.requestor.Certificate;
import io.operations.requestor.Certificates;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The TLS port: who gets in as whom (contract §6.3), and that it keeps to the rules of the plain port. */
@AccessTest
class TlsPortTests {

    private final int port;
    private final Certificates certificates;
    private final ServletWebServerApplicationContext context;
    private final MemberService member;
    private final Somebody admin;
    private final String address;

    TlsPortTests(
            @LocalServerPort int port,
            Certificates certificates,
            ServletWebServerApplicationContext context,
            MemberService member) {
        this.member = member;
        this.port = port;
        this.certificates = certificates;
        this.context = context;
        admin = Somebody.withToken(port, AccessTest.ISSUER.token("admin", "admins"));
        address = admin.tlsAddress();
    }

    @Test
    void isWhereOtherMembersAreToldToCome() {
        var self = member.find(member.name()).orElseThrow();

        assertThat(self.address()).hasToString("https://" + address);
        assertThat(self.fingerprint()).isEqualTo(TlsSocket.shown(address));
    }

    @Test
    void speaksTls13() throws IOException {
        try (var socket = TlsSocket.to(address)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void speaksNothingOlder() throws IOException {
        try (var socket = TlsSocket.unshaken(address, ClientCertificate.context(null))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});

            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(socket::startHandshake)
                    .withMessageContaining("protocol_version");
        }
    }

    /** Clients in Go would keep theirs to themselves. */
    @Test
    void namesNoIssuersOfClientCertificates() throws IOException {
        var keys = new AskedForKeys(ClientCertificate.fresh());

        try (var _ = TlsSocket.with(address, new KeyManager[] {keys})) {
            assertThat(keys.issuers())
                    .hasSize(1)
                    .allSatisfy(it -> assertThat(it).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void takesAnySelfSignedCertificate(String algorithm) {
        var certificate = algorithm.equals("RSA") ? ClientCertificate.rsa() : ClientCertificate.fresh();
        certificate.trustedBy(admin);

        var server = Somebody.withCertificate(address, certificate).get("/1.0").metadata();

        assertThat(server.path("auth").asString()).isEqualTo("trusted");
        assertThat(server.path("auth_user_name").asString()).isEqualTo(certificate.fingerprint());
        assertThat(server.path("auth_user_method").asString()).isEqualTo("tls");
    }

    @Test
    void letsThoseInWhoHaveNone() {
        assertIsUntrusted(Somebody.over(address, ClientCertificate.context(null)));
        assertIsUntrusted(Somebody.withCertificate(address, ClientCertificate.fresh()));
    }

    private static void assertIsUntrusted(Somebody caller) {
        var server = caller.get("/1.0").metadata();
        assertThat(server.path("auth").asString()).isEqualTo("untrusted");
        assertThat(server.propertyNames()).doesNotContain("environment", "auth_user_name");
        assertThat(caller.get("/1.0/operations?all-projects=true").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"-2, -1, untrusted", "1, 2, untrusted", "-1, 1, trusted"})
    void trustsCertificatesInTheirTimeOnly(int begin, int end, String trust) {
        var now = Instant.now();
        var certificate = ClientCertificate.between(now.plus(begin, ChronoUnit.HOURS), now.plus(end, ChronoUnit.HOURS));
        certificates.add(Certificate.of(
                "somebody", Certificate.Type.CLIENT, false, List.of(), Certificate.der(certificate.certificate())));

        var server = Somebody.withCertificate(address, certificate).get("/1.0").metadata();

        assertThat(server.path("auth").asString()).isEqualTo(trust);
    }

    /** A token is worth the same there; a certificate does not make up for one that does not hold. */
    @Test
    void takesTokensToo() {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin);
        var caller = Somebody.withCertificate(address, certificate);

        assertThat(caller.bearing(AccessTest.ISSUER.token("viewer"))
                        .get("/1.0")
                        .metadata()
                        .path("auth_user_name")
                        .asString())
                .isEqualTo("viewer");
        assertThat(caller.bearing("x").get("/1.0").status()).isEqualTo(401);
    }

    @Test
    void tellsBrowsersToStayWithTls() throws IOException {
        var answer = RawHttp.exchange(TlsSocket.to(address), RawHttp.request("GET", "/1.0"));

        assertThat(answer.hasStatus(200).header("Strict-Transport-Security")).startsWith("max-age=31536000");
        assertThat(RawHttp.exchange(port, RawHttp.request("GET", "/1.0")).header("Strict-Transport-Security"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/1.0/operations, 403",
        "/nowhere, 403",
        "/1.0//operations, 400",
        "/1.0/%00, 400",
        "/1.0/operations/<a>, 400"
    })
    void refusesWithEnvelopes(String path, int status) throws IOException {
        RawHttp.exchange(TlsSocket.to(address), RawHttp.request("GET", path)).refuses(status);
    }

    @Test
    void refusesWhatIsNoHttp() throws IOException {
        RawHttp.exchange(TlsSocket.to(address), "GARBAGE\r\n\r\n").refuses(400);
        RawHttp.exchange(TlsSocket.to(address), "GET /1.0 HTTP/1.1\r\n\r\n").refuses(400);
        RawHttp.exchange(TlsSocket.to(address), RawHttp.request("TRACE", "/1.0"))
                .refuses(405);
    }

    @Test
    void refusesWhatIsTooLong() throws IOException {
        var path = "/1.0/operations/" + "a".repeat(9_000);
        RawHttp.exchange(TlsSocket.to(address), RawHttp.request("GET", path)).refuses(400);
        RawHttp.exchange(TlsSocket.to(address), RawHttp.request("GET", "/1.0", "X: " + "a".repeat(9_000)))
                .refuses(400);
    }

    /** Who speaks plain HTTP there hears of it, and nothing of what listens. */
    @Test
    void refusesWhatIsNotTls() throws IOException {
        var port = Integer.parseInt(address.split(":")[1]);
        var answer = RawHttp.answer(RawHttp.send(port, RawHttp.request("GET", "/1.0")));

        assertThat(answer.hasStatus(400).text()).doesNotContainIgnoringCase("tomcat", "<html");
    }

    @Test
    void hasTheLimitsOfThePlainPort() {
        var server = (TomcatWebServer) context.getWebServer();
        var protocols = List.of(server.getTomcat().getService().findConnectors()).stream()
                .map(it -> (AbstractHttp11Protocol<?>) it.getProtocolHandler())
                .toList();

        assertThat(protocols).hasSize(2);
        assertThat(protocols).extracting(AbstractProtocol::getMaxConnections).containsOnly(50_000);
        assertThat(protocols)
                .extracting(AbstractProtocol::getExecutor)
                .hasOnlyElementsOfType(VirtualThreadExecutor.class);
        assertThat(protocols).extracting(AbstractHttp11Protocol::getCompression).containsOnly("on");
        assertThat(protocols.getLast().getMaxHttpRequestHeaderSize())
                .isEqualTo(protocols.getFirst().getMaxHttpRequestHeaderSize());
    }

    @Test
    void servesWebSockets() {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin);

        var trusted = Somebody.withCertificate(address, certificate);
        var unknown = Somebody.withCertificate(address, ClientCertificate.fresh());

        assertThat(trusted.upgrade("/1.0/events")).isEqualTo(101);
        assertThat(unknown.upgrade("/1.0/events")).isEqualTo(403);
    }
}
