package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.operations.operation.OperationInput.Kind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** §4: which inputs are encrypted for the database, and for whom. */
class SecretInputsTests {

    private static final String KEY = "one:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String OTHER = "two:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    private static final Vault LASTING = new Vault(List.of(KEY));
    private static final Vault PASSING = new Vault(List.of());
    private static final OperationType TYPE = OperationType.of(
                    "login", "Logging in", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
            .withInputs(
                    OperationInput.required("user", Kind.TEXT, ""),
                    OperationInput.optional("password", Kind.TEXT, "").kept(Secrecy.SECRET),
                    OperationInput.optional("note", Kind.OBJECT, "").kept(Secrecy.CONFIDENTIAL));
    private static final Map<String, Object> GIVEN =
            Map.of("user", "ann", "password", "hush", "note", Map.of("n", List.of(1, "x")));

    private final UUID id = UUID.randomUUID();

    private static OperationArgs args(Map<String, ?> inputs, OperationClass operationClass) {
        return OperationArgs.of(TYPE).withClass(operationClass).withInputs(Inputs.of(inputs));
    }

    private Inputs sealed(Vault vault, Map<String, ?> inputs) {
        return new SecretInputs(vault).sealed(id, args(inputs, OperationClass.TASK), Hooks.NONE);
    }

    @Test
    void areEncryptedAsOneAndComeBack() {
        var sealed = sealed(LASTING, GIVEN);

        assertThat(sealed.json().propertyNames()).containsExactlyInAnyOrder("user", "sealed");
        assertThat(sealed.json().toString()).contains("ann").doesNotContain("hush");
        assertThat(SecretInputs.open(sealed, id, LASTING)).isEqualTo(Inputs.of(GIVEN));
    }

    @Test
    void ofAnEarlierReleaseAreReadAsTheyAre() {
        assertThat(SecretInputs.open(Inputs.of(GIVEN), id, LASTING)).isEqualTo(Inputs.of(GIVEN));
    }

    /** What has none pays nothing: not even a copy. */
    @Test
    void leaveOthersAlone() {
        var args = args(Map.of("user", "ann"), OperationClass.DURABLE);

        assertThat(new SecretInputs(LASTING).sealed(id, args, Hooks.NONE)).isSameAs(args.inputs());
        assertThat(SecretInputs.open(args.inputs(), id, LASTING)).isSameAs(args.inputs());
    }

    @Test
    void ofAnotherOperationAreNotRead() {
        var sealed = sealed(LASTING, GIVEN);

        assertThatExceptionOfType(OperationException.Failed.class)
                .isThrownBy(() -> SecretInputs.open(sealed, UUID.randomUUID(), LASTING))
                .withMessageContaining("does not have the key of operations.encryption");
    }

    @Test
    void needAKeyThatIsThere() {
        var sealed = sealed(LASTING, GIVEN);

        assertThat(SecretInputs.open(sealed, id, new Vault(List.of(OTHER, KEY))))
                .isEqualTo(Inputs.of(GIVEN));
        assertThatExceptionOfType(OperationException.Failed.class)
                .isThrownBy(() -> SecretInputs.open(sealed, id, new Vault(List.of(OTHER))))
                .withMessageContaining("operations.encryption")
                .withMessageNotContaining("hush");
    }

    @Test
    void areForThisProcessOnlyWithoutKeys() {
        var secret = args(GIVEN, OperationClass.TASK);
        var confidential = args(Map.of("user", "ann", "note", Map.of()), OperationClass.TASK);
        var inputs = new SecretInputs(PASSING);

        assertThat(inputs.areForThisProcess(secret, Hooks.NONE)).isTrue();
        assertThat(inputs.areForThisProcess(confidential, Hooks.NONE)).isFalse();
        assertThat(new SecretInputs(LASTING).areForThisProcess(secret, Hooks.NONE))
                .isFalse();
        assertThat(sealed(PASSING, GIVEN).json().propertyNames()).containsExactlyInAnyOrder("user", "note", "sealed");
        assertThat(inputs.sealed(id, confidential, Hooks.NONE)).isSameAs(confidential.inputs());
    }

    @Test
    void areRefusedWithoutKeysWhereAnotherMemberMayHaveToRead() {
        var inputs = new SecretInputs(PASSING);

        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(() -> inputs.check(args(GIVEN, OperationClass.DURABLE), Hooks.NONE))
                .withMessageContaining("inputs.password holds a secret")
                .withMessageContaining("operations.encryption.keys");
        assertThatCode(() -> {
                    inputs.check(args(GIVEN, OperationClass.TASK), Hooks.NONE);
                    inputs.check(args(Map.of("user", "ann", "note", Map.of()), OperationClass.DURABLE), Hooks.NONE);
                    new SecretInputs(LASTING).check(args(GIVEN, OperationClass.DURABLE), Hooks.NONE);
                })
                .doesNotThrowAnyException();
    }

    /** The hash of a request is stored with its idempotency key: of a weak password it would tell which one it is. */
    @Test
    void cannotBeGuessedFromWhatIsStoredOfAnIdempotencyKey() {
        var key = new IdempotencyKey("ann", "k", "ab".repeat(32));
        var secret = args(GIVEN, OperationClass.TASK);
        var family = OperationArgs.of(OperationType.of("all", "All", EntityType.PROJECT, OperationClass.TASK))
                .withChildren(List.of(secret));
        var one = new SecretInputs(LASTING).kept(key, secret);
        var rotated = new SecretInputs(new Vault(List.of(OTHER, KEY))).kept(key, secret);

        assertThat(one.getFirst().fingerprint()).hasSize(64).isNotEqualTo(key.fingerprint());
        assertThat(new SecretInputs(LASTING).kept(key, family)).isEqualTo(one);
        assertThat(rotated).contains(one.getFirst(), key).doesNotHaveDuplicates();
        assertThat(rotated.getFirst()).isNotEqualTo(one.getFirst());
        assertThat(new SecretInputs(LASTING).kept(key, OperationArgs.of(family.type())))
                .containsExactly(key);
        assertThat(new SecretInputs(PASSING).kept(key, secret)).containsExactly(key);
    }

    @Test
    void leaveTheirPlaceToThemselves() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TYPE.withInputs(OperationInput.optional("sealed", Kind.ANY, "")));
    }
}
