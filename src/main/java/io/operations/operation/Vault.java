package io.operations.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * Encrypts secrets for the database, with AES-256 in Galois/counter mode, and decrypts them. What was encrypted for one place is of
 * no use in another. Without configured keys a process makes its own, which goes with the process: then only that process can show a
 * secret again.
 */
final class Vault {

    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);
    private static final Pattern KEY = Pattern.compile("(?<id>[A-Za-z0-9._-]{1,32}):(?<key>[A-Za-z0-9+/]{43}=)");
    private static final int NONCE_BYTES = 16;
    private static final int KEY_BYTES = 32;

    private final Map<String, BytesEncryptor> keys = new LinkedHashMap<>();
    private final List<SecretKey> markers = new ArrayList<>();
    private final String first;
    private final boolean isLasting;

    /** @throws IllegalArgumentException if one is no key; the message tells no key */
    Vault(List<String> configured) {
        isLasting = !configured.isEmpty();
        configured.forEach(this::add);
        if (!isLasting)
            keys.put(
                    "process-" + UUID.randomUUID(),
                    encryptor(KeyGenerators.secureRandom(KEY_BYTES).generateKey()));
        first = keys.keySet().iterator().next();
    }

    private void add(String text) {
        var parts = KEY.matcher(text);
        if (!parts.matches() || keys.containsKey(parts.group("id"))) {
            throw new IllegalArgumentException(
                    "operations.encryption.keys: each must be ID:BASE64 with an id of its own and 32 bytes");
        }
        var key = Base64.getDecoder().decode(parts.group("key"));
        keys.put(parts.group("id"), encryptor(key));
        markers.add(marker(key));
    }

    private static BytesEncryptor encryptor(byte[] key) {
        return new AesBytesEncryptor(
                new SecretKeySpec(key, "AES"), KeyGenerators.secureRandom(NONCE_BYTES), CipherAlgorithm.GCM);
    }

    /** A key of its own for marks, that follows from the one that encrypts. */
    private static SecretKey marker(byte[] key) {
        try {
            var expansion = HKDFParameterSpec.ofExtract().addIKM(key).thenExpand("mark".getBytes(UTF_8), KEY_BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveKey("HmacSHA256", expansion);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HKDF-SHA256", e);
        }
    }

    /**
     * A value for the database in the place of the hash of a secret. A reader of a dump who has no key cannot try which secret it is.
     * The first is to be stored, any of them may have been. The hash itself is the last: it is what there is without keys, and
     * what an earlier release has stored.
     */
    List<String> marks(String hash) {
        return Stream.concat(markers.stream().map(it -> mark(it, hash)), Stream.of(hash))
                .toList();
    }

    private static String mark(SecretKey key, String hash) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(hash.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    /** Whether another process can decrypt what this one encrypts. */
    boolean isLasting() {
        return isLasting;
    }

    /**
     * The secret as the database may have it.
     *
     * @param place where it is stored, without a line break
     */
    String seal(String place, String secret) {
        var key = keys.get(first);
        var sealed = key == null ? new byte[0] : key.encrypt((place + "\n" + secret).getBytes(UTF_8));
        return first + ":" + Base64.getEncoder().encodeToString(sealed);
    }

    /** The secret again; empty if its key is not here, or it was not encrypted for this place. */
    Optional<String> open(String place, String sealed) {
        int colon = sealed.indexOf(':');
        var key = keys.get(sealed.substring(0, Math.max(colon, 0)));
        if (key == null) return Optional.empty();
        try {
            var opened = new String(key.decrypt(Base64.getDecoder().decode(sealed.substring(colon + 1))), UTF_8);
            return opened.startsWith(place + "\n")
                    ? Optional.of(opened.substring(place.length() + 1))
                    : Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.warn("A secret in the database was changed, or encrypted under another key of the same id");
            return Optional.empty();
        }
    }
}
