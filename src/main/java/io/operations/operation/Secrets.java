package io.operations.operation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Secrets that let whoever presents them attach to an operation, or redeem it: 256 random bits, compared in constant time. The
 * database has their hashes, and what only this service can decrypt.
 */
final class Secrets {

    /** Secrets of a websocket operation, by channel. */
    static final String CHANNELS = "fds";

    /** The secret of a token. */
    static final String TOKEN = "secret";

    private static final String HASH = "sha256";
    private static final String SEALED = "sealed";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    static String fresh() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** One for each channel. */
    static ObjectNode freshFor(List<String> channels) {
        var secrets = JsonNodeFactory.instance.objectNode();
        channels.forEach(it -> secrets.put(it, fresh()));
        return secrets;
    }

    /**
     * A secret as the database has it: the hash by which it is recognized, and the secret encrypted, for the requestor.
     *
     * @param place the operation and what the secret opens
     */
    static ObjectNode stored(String secret, String place, Vault vault) {
        return JsonNodeFactory.instance.objectNode().put(HASH, sha256(secret)).put(SEALED, vault.seal(place, secret));
    }

    /** The same for each channel. */
    static ObjectNode stored(ObjectNode channels, UUID id, Vault vault) {
        var all = JsonNodeFactory.instance.objectNode();
        channels.properties()
                .forEach(it ->
                        all.set(it.getKey(), stored(it.getValue().stringValue(), place(id, it.getKey()), vault)));
        return all;
    }

    /** Of a token the field, of a channel its name. */
    static String place(UUID id, String name) {
        return id + "/" + name;
    }

    /**
     * The secrets of an operation in plain text, by metadata field. What this process cannot decrypt is left out. Rows of an
     * earlier release have plain text.
     */
    static ObjectNode revealed(ObjectNode fields, UUID id, Vault vault) {
        var revealed = JsonNodeFactory.instance.objectNode();
        fields.properties().forEach(it -> {
            var value = it.getKey().equals(CHANNELS) && it.getValue() instanceof ObjectNode channels
                    ? Optional.<JsonNode>of(revealed(channels, id, vault)).filter(found -> !found.isEmpty())
                    : plain(it.getValue(), place(id, it.getKey()), vault);
            value.ifPresent(found -> revealed.set(it.getKey(), found));
        });
        return revealed;
    }

    private static Optional<JsonNode> plain(JsonNode stored, String place, Vault vault) {
        return stored.isObject()
                ? vault.open(place, stored.path(SEALED).asString("")).map(StringNode::valueOf)
                : Optional.of(stored);
    }

    private static String sha256(String secret) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The metadata field that holds the secrets of such operations; null for none. */
    static @Nullable String field(OperationClass operationClass) {
        return switch (operationClass) {
            case WEBSOCKET -> CHANNELS;
            case TOKEN -> TOKEN;
            case TASK, DURABLE -> null;
        };
    }

    /** Takes as long for a guess that is almost right as for one that is all wrong. */
    static boolean matches(@Nullable JsonNode secret, String presented) {
        if (secret == null) return false;
        return secret.isObject()
                ? isEqual(secret.path(HASH).asString(""), sha256(presented))
                : secret.isString() && isEqual(secret.stringValue(), presented);
    }

    private static boolean isEqual(String expected, String presented) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the secret is that of this token. */
    static boolean opens(OperationRow row, String presented) {
        return row.header().operationClass() == OperationClass.TOKEN
                && matches(row.state().metadata().json().get(TOKEN), presented);
    }

    /** Whether the secret is that of a channel of this websocket operation. */
    static boolean attaches(OperationRow row, @Nullable String presented) {
        return presented != null
                && row.header().operationClass() == OperationClass.WEBSOCKET
                && channel(row.state().metadata().json().get(CHANNELS), presented)
                        .isPresent();
    }

    /** The channel that this secret opens. Looks at all of them, whichever it is. */
    static Optional<String> channel(@Nullable JsonNode secrets, String presented) {
        if (secrets == null) {
            return Optional.empty();
        }
        return secrets.properties().stream()
                .filter(it -> matches(it.getValue(), presented))
                .map(it -> it.getKey())
                .reduce((_, last) -> last);
    }
}
