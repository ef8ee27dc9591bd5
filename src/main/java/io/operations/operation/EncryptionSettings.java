package io.operations.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys under which the database keeps secrets that are shown again. All members need the same.
 *
 * @param keys    {@code ID:BASE64}, 32 bytes each; the first encrypts, all decrypt. Default none
 * @param keyFile a file with more of them, one a line, behind those of {@code keys}. Default none
 */
@ConfigurationProperties("operations.encryption")
record EncryptionSettings(
        @DefaultValue List<String> keys, @Nullable Path keyFile) {

    EncryptionSettings {
        keys = List.copyOf(keys);
    }

    /** @throws IllegalArgumentException if the file cannot be read */
    List<String> all() {
        return Stream.concat(keys.stream(), fromFile().stream())
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private List<String> fromFile() {
        try {
            return keyFile == null ? List.of() : Files.readAllLines(keyFile);
        } catch (IOException e) {
            throw new IllegalArgumentException("operations.encryption.key-file " + keyFile + " cannot be read", e);
        }
    }
}
