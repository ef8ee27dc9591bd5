package io.operations.operation;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Inputs as the database has them: what is secret is encrypted, all of it as one text beside the others. So a member that cannot
 * decrypt it, or does not know of it, misses inputs and runs nothing.
 */
@Component
class SecretInputs {

    /** Where the encrypted ones are: no type has an input of this name. */
    static final String SEALED = "sealed";

    private static final String PLACE = "inputs";
    private static final int NO_KEY_CODE = 503;

    private final Vault vault;

    SecretInputs(Vault vault) {
        this.vault = vault;
    }

    /** @throws OperationException.Invalid if another member may have to run it, and could not decrypt them */
    void check(OperationArgs args, Hooks hooks) {
        if (vault.isLasting() || args.operationClass() != OperationClass.DURABLE) return;
        names(args, hooks).stream().findFirst().ifPresent(name -> {
            throw OperationArgs.invalid(
                    "inputs." + name + " holds a secret, which a durable operation may have only where"
                            + " operations.encryption.keys or operations.encryption.key-file is set");
        });
    }

    /** Whether only this process can decrypt them. */
    boolean areForThisProcess(OperationArgs args, Hooks hooks) {
        return !vault.isLasting() && !names(args, hooks).isEmpty();
    }

    /** The inputs as they are stored. */
    Inputs sealed(UUID id, OperationArgs args, Hooks hooks) {
        var names = names(args, hooks);
        if (names.isEmpty()) return args.inputs();
        var open = args.inputs().toJson();
        var secret = JsonNodeFactory.instance.objectNode();
        names.forEach(it -> secret.set(it, open.remove(it)));
        return Inputs.of(open.put(SEALED, vault.seal(Secrets.place(id, PLACE), secret.toString())));
    }

    /** The names of those that are to be encrypted. */
    private Set<String> names(OperationArgs args, Hooks hooks) {
        if (!args.type().hasSecretInputs()) return Set.of();
        var least = vault.isLasting() ? Secrecy.CONFIDENTIAL : Secrecy.SECRET;
        return args.type().inputs().stream()
                .filter(it -> secrecy(it, args.inputs(), hooks).compareTo(least) >= 0)
                .map(OperationInput::name)
                .collect(Collectors.toSet());
    }

    private static Secrecy secrecy(OperationInput input, Inputs given, Hooks hooks) {
        var run = hooks.run();
        return given.optional(input.name())
                .map(value -> run == null ? input.secrecy() : run.secrecy(input, value))
                .orElse(Secrecy.OPEN);
    }

    /**
     * A caller's key as the database may have it: the hash of a request that holds a secret would let the secret be guessed.
     * The first is to be stored, any of them stands for the same request.
     */
    List<IdempotencyKey> kept(IdempotencyKey key, OperationArgs args) {
        var family = Stream.concat(Stream.of(args), args.children().stream()).filter(Objects::nonNull);
        return family.noneMatch(it -> it.type().hasSecretInputs())
                ? List.of(key)
                : vault.marks(key.fingerprint()).stream()
                        .map(it -> new IdempotencyKey(key.caller(), key.key(), it))
                        .toList();
    }

    /**
     * The inputs as they were given. Rows of an earlier release have them as they are.
     *
     * @throws OperationException.Failed if this member does not have the key
     */
    static Inputs open(Inputs stored, UUID id, Vault vault) {
        var sealed = stored.json().get(SEALED);
        if (sealed == null) return stored;
        var secret = vault.open(Secrets.place(id, PLACE), sealed.asString(""))
                .orElseThrow(() -> new OperationException.Failed(
                        NO_KEY_CODE,
                        "Secret inputs cannot be decrypted: this member does not have the key of operations.encryption"
                                + " under which they were encrypted"));
        var all = stored.toJson();
        all.remove(SEALED);
        return Inputs.of(all.setAll(Json.parseObject(secret)));
    }
}
