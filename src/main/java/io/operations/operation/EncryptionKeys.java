package io.operations.operation;

import java.util.List;

/** Keys that this process has without being told any, as the embedded run has. */
@FunctionalInterface
public interface EncryptionKeys {

    /** {@code ID:BASE64} each, as {@code operations.encryption.keys}. */
    List<String> all();
}
