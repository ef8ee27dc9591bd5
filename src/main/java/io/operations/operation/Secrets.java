package io.operations.operation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Secrets that let whoever presents them attach to an operation, or redeem it: 256 random bits, compared in constant time. */
final class Secrets {

    /** Secrets of a websocket operation, by channel. */
    static final String CHANNELS = "fds";

    /** The secret of a token. */
    static final String TOKEN = "secret";

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
        return secret != null
                && secret.isString()
                && MessageDigest.isEqual(
                        secret.stringValue().getBytes(StandardCharsets.UTF_8),
                        presented.getBytes(StandardCharsets.UTF_8));
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
