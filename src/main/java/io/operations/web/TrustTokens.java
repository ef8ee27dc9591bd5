package io.operations.web;

import io.operations.operation.EntityType;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.OperationService;
import io.operations.operation.OperationType;
import io.operations.operation.OperationView;
import io.operations.operation.TokenExpired;
import io.operations.requestor.Certificate;
import io.operations.requestor.Requestor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * Trust tokens: each is an operation of class token. Whoever redeems it has their certificate trusted with the name, type and
 * projects that the token was issued for (contract §1.7).
 */
@Component
final class TrustTokens {

    static final OperationType TYPE = OperationType.of(
                    "certificate-add-token", "Certificate add token", EntityType.SERVER, OperationClass.TOKEN)
            .reserved();

    /** The action of a refused request with a token, in the security log. */
    static final String REFUSED = "certificate-token-refused";

    private static final String ISSUED = "certificate-token-issued";
    private static final String REDEEMED = "certificate-token-redeemed";
    private static final String REVOKED = "certificate-token-revoked";
    private static final String EXPIRED = "certificate-token-expired";
    private static final String SECRET = "secret";
    private static final String EXPIRES = "expiresAt";
    private static final String REQUEST = "request";
    private static final String ADDRESSES = "addresses";
    private static final String FINGERPRINT = "fingerprint";

    private final OperationService operations;
    private final TlsPort port;
    private final Duration lifetime;
    private final Lifecycles lifecycles;
    private final JsonMapper json;

    TrustTokens(
            OperationService operations,
            TlsPort port,
            AuthenticationSettings settings,
            Lifecycles lifecycles,
            JsonMapper json) {
        this.lifecycles = lifecycles;
        this.operations = operations;
        this.port = port;
        this.lifetime = settings.trustTokenLifetime();
        this.json = json;
    }

    /** Makes the type known. */
    @Configuration(proxyBeanMethods = false)
    static class Types {

        @Bean
        OperationType certificateAddToken() {
            return TYPE;
        }
    }

    /** The operation, with the text that stock clients take for a token. */
    OperationView issue(CertificatePayload wanted, Requestor requestor) {
        if (!port.isOn()) throw new OperationException.Invalid("Trust tokens need operations.tls.port");
        var args = OperationArgs.of(TYPE)
                .withTimeout(lifetime)
                .withMetadata(
                        Map.of(FINGERPRINT, port.fingerprint(), ADDRESSES, port.addresses(), REQUEST, request(wanted)));
        var issued = operations
                .scheduleUserOperationFromRequest(args, requestor)
                .render()
                .seenBy(requestor);
        lifecycles.publish(ISSUED, issued.url(), "", requestor);
        return issued.with("token", StringNode.valueOf(text(issued, wanted.name())));
    }

    /** Any member may have issued it. */
    @EventListener
    void on(TokenExpired expired) {
        if (expired.type().equals(TYPE.name())) lifecycles.publish(EXPIRED, url(expired.id()), "", Requestor.NOBODY);
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private static Map<String, Object> request(CertificatePayload wanted) {
        return Map.of(
                "name",
                wanted.requiredName(),
                "type",
                wanted.type().name().toLowerCase(Locale.ROOT),
                "restricted",
                wanted.restricted(),
                "projects",
                wanted.projects(),
                "certificate",
                "",
                "password",
                "",
                "trust_token",
                "",
                "token",
                true);
    }

    /** What LXD's clients carry about: JSON in Base64 (contract §6.2). */
    private String text(OperationView token, String name) {
        var parts = new TreeMap<String, JsonNode>();
        parts.put("client_name", StringNode.valueOf(name));
        parts.put("type", StringNode.valueOf(""));
        List.of(SECRET, FINGERPRINT, ADDRESSES)
                .forEach(it -> parts.put(it, token.metadata().path(it)));
        parts.put("expires_at", token.metadata().path(EXPIRES));
        return Base64.getEncoder().encodeToString(json.writeValueAsBytes(parts));
    }

    /**
     * Uses a token up.
     *
     * @return what it was issued for: name, type, restricted, projects
     * @throws OperationException if it is none, or was redeemed, revoked or has expired
     */
    JsonNode redeem(String text, Requestor requestor) {
        var redeemed = operations.redeem(TYPE, secret(text));
        lifecycles.publish(REDEEMED, redeemed.url(), "", requestor);
        return redeemed.metadata().path(REQUEST);
    }

    /**
     * An operation was asked to stop. A token is revoked by that.
     *
     * @param type the name of the operation's type
     */
    void cancelled(UUID id, String type, Requestor requestor) {
        if (type.equals(TYPE.name())) lifecycles.publish(REVOKED, url(id), "", requestor);
    }

    /** Refuses what is no token, and uses none up. */
    void require(String text) {
        operations.requireToken(TYPE, secret(text));
    }

    private String secret(String text) {
        try {
            var decoded = new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8);
            return json.readTree(decoded).path(SECRET).asString("");
        } catch (IllegalArgumentException | JacksonException e) {
            throw new OperationException.Forbidden("Forbidden");
        }
    }

    /** The certificate that a token's request makes of what was presented. */
    static Certificate trusted(JsonNode request, byte[] der) {
        return Certificate.of(
                request.path("name").asString(),
                Certificate.Type.valueOf(request.path("type").asString().toUpperCase(Locale.ROOT)),
                request.path("restricted").asBoolean(),
                request.path("projects").values().stream()
                        .map(JsonNode::asString)
                        .toList(),
                der);
    }
}
