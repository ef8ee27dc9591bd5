package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §4: what is encrypted for the database. */
class VaultTests {

    private static final String OLD = key("old", 1);
    private static final String NEW = key("new", 2);

    private static String key(String id, int fill) {
        var bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) fill);
        return id + ":" + Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void opensWhatAnotherProcessWithTheSameKeySealed() {
        var sealed = new Vault(List.of(OLD)).seal("id/secret", "hush");

        assertThat(sealed).startsWith("old:").doesNotContain("hush");
        assertThat(new Vault(List.of(OLD)).open("id/secret", sealed)).contains("hush");
        assertThat(new Vault(List.of(OLD)).seal("id/secret", "hush")).isNotEqualTo(sealed);
    }

    @Test
    void rotates() {
        var sealed = new Vault(List.of(OLD)).seal("id/secret", "hush");
        var rotated = new Vault(List.of(NEW, OLD));

        assertThat(rotated.open("id/secret", sealed)).contains("hush");
        assertThat(rotated.seal("id/secret", "hush")).startsWith("new:");
        assertThat(new Vault(List.of(NEW)).open("id/secret", sealed)).isEmpty();
    }

    @Test
    void opensNothingThatWasMovedOrChanged() {
        var vault = new Vault(List.of(OLD));
        var sealed = vault.seal("id/secret", "hush");
        var last = sealed.length() - 5;
        var changed = sealed.substring(0, last) + (sealed.charAt(last) == 'A' ? 'B' : 'A') + sealed.substring(last + 1);

        assertThat(vault.open("other/secret", sealed)).isEmpty();
        assertThat(vault.open("id/secret", changed)).isEmpty();
        assertThat(vault.open("id/secret", "old:!")).isEmpty();
        assertThat(vault.open("id/secret", "")).isEmpty();
        assertThat(new Vault(List.of(key("old", 3))).open("id/secret", sealed)).isEmpty();
    }

    @Test
    void hasAKeyThatGoesWithTheProcessWhereNoneIsConfigured() {
        var vault = new Vault(List.of());

        assertThat(vault.isLasting()).isFalse();
        assertThat(vault.open("a", vault.seal("a", "hush"))).contains("hush");
        assertThat(new Vault(List.of()).open("a", vault.seal("a", "hush"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "id:", "id:aHVzaA==", ":AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    void refusesWhatIsNoKeyWithoutTellingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Vault(List.of(text)))
                .withMessageStartingWith("operations.encryption.keys")
                .withMessageNotContaining("aHVzaA");
        assertThatIllegalArgumentException().isThrownBy(() -> new Vault(List.of(OLD, OLD)));
    }

    @Test
    void readsKeysFromAFile(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("keys"), OLD + "\n\n");

        assertThat(new EncryptionSettings(List.of(NEW), file).all()).containsExactly(NEW, OLD);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EncryptionSettings(List.of(), folder.resolve("none")).all());
    }
}
