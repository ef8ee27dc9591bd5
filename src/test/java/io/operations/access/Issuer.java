package io.operations.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An identity provider on loopback: it signs tokens, and serves the keys with which they can be checked. */
public final class Issuer implements AutoCloseable {

    public static final String AUDIENCE = "operation-service";

    private final HttpServer server;
    private final String scheme;
    private final RSAKey key = newKey("first");
    private final AtomicInteger asked = new AtomicInteger();
    private volatile @Nullable String demanded;
    private volatile @Nullable String keys;
    private volatile int status = 200;

    public Issuer() {
        this(null);
    }

    /** @param tls with the certificate that it shows; null for none */
    public Issuer(@Nullable SSLContext tls) {
        scheme = tls == null ? "http" : "https";
        server = server(tls);
        server.createContext("/openid/v1/jwks", exchange -> answer(exchange, new JWKSet(key).toString()));
        server.createContext("/keys", exchange -> answer(exchange, new JWKSet(key).toString()));
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(exchange, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(url(), keysAt())));
        server.start();
    }

    private static HttpServer server(@Nullable SSLContext tls) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            if (tls == null) return HttpServer.create(address, 0);
            var server = HttpsServer.create(address, 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often it was asked for keys. */
    public int asked() {
        return asked.get();
    }

    /** From here on it tells its keys only to who shows this token. */
    public void demand(@Nullable String token) {
        demanded = token;
    }

    /** From here on it says that its keys are there. */
    public void keysAreAt(String url) {
        keys = url;
    }

    private String keysAt() {
        return keys == null ? url() + "/keys" : keys;
    }

    /** From here on it answers so. */
    public void answerWith(int code) {
        status = code;
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        asked.incrementAndGet();
        var shown = exchange.getRequestHeaders().getFirst("Authorization");
        var code = demanded == null || ("Bearer " + demanded).equals(shown) ? status : 401;
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A token as it should be. */
    public String token(String user, String... groups) {
        return token(it -> it.subject(user).claim("groups", List.of(groups)));
    }

    /** One that differs from that. */
    public String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(
                change, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").build());
    }

    /** The same with a header of its own. */
    public String signed(UnaryOperator<JWTClaimsSet.Builder> change, JWSHeader header) {
        return sign(claims(change), header, key);
    }

    public JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        var now = Instant.now();
        return change.apply(new JWTClaimsSet.Builder()
                        .subject("somebody")
                        .issuer(url())
                        .audience(AUDIENCE)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(1, ChronoUnit.HOURS))))
                .build();
    }

    public static String sign(JWTClaimsSet claims, JWSHeader header, RSAKey with) {
        try {
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(with));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
