package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.event.EventHub;
import io.operations.operation.Subject.Kind;
import io.operations.operation.Subject.Kind.Script;
import io.operations.requestor.Requestor;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;

/** Secrets are good ones, and nobody learns them but whoever scheduled the operation. */
@RulesTest
class SecretsTests {

    private final OperationService operations;
    private final OperationRepository repository;
    private final EventHub hub;

    SecretsTests(OperationService operations, OperationRepository repository, EventHub hub) {
        this.operations = operations;
        this.repository = repository;
        this.hub = hub;
    }

    private Operation schedule(Kind kind, String gate) {
        return operations.scheduleUserOperationFromRequest(kind.args(new Script(gate, false, false), false), SOMEBODY);
    }

    private void end(Operation operation) {
        operation.cancel();
        Crowd.end(operations, operation.id());
    }

    /** That of the token, or of the channels. */
    private static List<String> secrets(Operation operation) {
        return operation.render().seenBy(SOMEBODY).metadata().properties().stream()
                .filter(it -> Set.of(Secrets.TOKEN, Secrets.CHANNELS).contains(it.getKey()))
                .flatMap(it -> it.getValue().isString() ? Stream.of(it.getValue()) : it.getValue().values().stream())
                .map(JsonNode::stringValue)
                .toList();
    }

    @Test
    void haveTwoHundredAndFiftySixBitsOfChance() {
        var all = IntStream.range(0, 2_000).mapToObj(_ -> Secrets.fresh()).toList();

        assertThat(all).doesNotHaveDuplicates().allMatch(it -> it.matches("[0-9a-f]{64}"));
        var everSet = all.stream().map(it -> new BigInteger(it, 16)).reduce(BigInteger.ZERO, BigInteger::or);
        var alwaysSet = all.stream()
                .map(it -> new BigInteger(it, 16))
                .reduce(BigInteger::and)
                .orElseThrow();
        assertThat(everSet.bitCount()).isEqualTo(256);
        assertThat(alwaysSet).isZero();
    }

    @Test
    void areOneForEachChannelAndOperation() {
        var scheduled =
                IntStream.range(0, 20).mapToObj(_ -> schedule(Kind.CONSOLE, "")).toList();

        var all = scheduled.stream().flatMap(it -> secrets(it).stream()).toList();
        assertThat(all).hasSize(40).doesNotHaveDuplicates();
        scheduled.forEach(this::end);
    }

    @Test
    void areComparedInConstantTime() {
        var comparing = new ClassFileImporter()
                .importClasses(Secrets.class).get(Secrets.class).getMethods().stream()
                        .filter(it -> Set.of("matches", "isEqual").contains(it.getName()))
                        .flatMap(it -> it.getMethodCallsFromSelf().stream())
                        .map(JavaMethodCall::getTarget)
                        .toList();

        assertThat(comparing).anyMatch(it -> it.getOwner().isEquivalentTo(MessageDigest.class));
        assertThat(comparing).noneMatch(it -> it.getName().matches("equals.*|compareTo.*|startsWith|contentEquals"));
    }

    @Test
    void openTheirOwnChannelOnly() {
        var secrets = Secrets.freshFor(List.of("0", "1", "control"));

        secrets.properties()
                .forEach(it -> assertThat(Secrets.channel(secrets, it.getValue().stringValue()))
                        .contains(it.getKey()));
        assertThat(Secrets.channel(secrets, Secrets.fresh())).isEmpty();
        assertThat(Secrets.channel(null, "")).isEmpty();
        assertThat(Secrets.matches(Json.object(Map.of("a", 1)).get("a"), "1")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"CONSOLE", "TOKEN"})
    void areNotGuessed(Kind kind) {
        var operation = schedule(kind, "");
        var secret = secrets(operation).getFirst();

        for (var guess : guesses(secret)) {
            assertThatExceptionOfType(OperationException.Forbidden.class)
                    .as(guess)
                    .isThrownBy(() -> present(operation, guess))
                    .withMessage("Forbidden");
        }
        present(operation, secret);
        end(operation);
    }

    private static List<String> guesses(String secret) {
        return List.of(
                secret.substring(1),
                secret.substring(0, 63),
                secret + "0",
                secret.toUpperCase(Locale.ROOT) + " ",
                " " + secret,
                secret.replace(secret.charAt(0), (char) (secret.charAt(0) ^ 1)),
                "null",
                "0");
    }

    private void present(Operation operation, String secret) {
        if (operation.operationClass() == OperationClass.TOKEN) {
            operations.redeem(operation.id(), secret);
        } else {
            operations.connect(operation.id(), secret, SOMEBODY);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"CONSOLE", "SHELL", "TOKEN"})
    void areShownToWhoScheduledTheOperationOnly(Kind kind) {
        var operation = schedule(kind, UUID.randomUUID().toString());
        var secret = secrets(operation).getFirst();
        var field = kind == Kind.TOKEN ? "secret" : "fds";

        for (var view :
                List.of(operation.render(), operations.find(operation.id()), operation.renderWithoutProgress())) {
            assertThat(view.metadata().toString()).doesNotContain(secret);
            assertThat(view.metadata().has(field)).isFalse();
            assertThat(view.seenBy(SOMEBODY).metadata().toString()).contains(secret);
            assertThat(view.seenBy(new Requestor("somebody", "tls", "elsewhere"))
                            .metadata()
                            .has(field))
                    .isTrue();
            assertThat(strangers())
                    .allSatisfy(it ->
                            assertThat(view.seenBy(it).metadata().has(field)).isFalse());
        }
        var full = operation.renderFullWithoutProgress();
        assertThat(full.seenBy(SOMEBODY).operation().metadata().has(field)).isTrue();
        assertThat(strangers())
                .allSatisfy(
                        it -> assertThat(full.seenBy(it).operation().metadata().has(field))
                                .isFalse());
        end(operation);
    }

    private static List<Requestor> strangers() {
        return List.of(
                new Requestor("somebody", "oidc", SOMEBODY.address()),
                new Requestor("Somebody", "tls", SOMEBODY.address()),
                new Requestor("", "tls", SOMEBODY.address()),
                Requestor.NOBODY);
    }

    @Test
    void areNobodysWhereNobodyScheduledTheOperation() {
        var operation = operations.scheduleServerOperation(OperationArgs.of(RuleHooks.TOKEN));

        assertThat(operation.render().seenBy(Requestor.NOBODY).metadata().has("secret"))
                .isFalse();
        end(operation);
    }

    @Test
    void areNotTheCallersToChoose() {
        var token = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(RuleHooks.TOKEN).withMetadata(Map.of("secret", "mine")), SOMEBODY);
        var console = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(RuleHooks.CONSOLE).withMetadata(Map.of("fds", Map.of("0", "mine"))), SOMEBODY);

        assertThat(secrets(token)).noneMatch(it -> it.equals("mine"));
        assertThat(secrets(console)).hasSize(2).noneMatch(it -> it.equals("mine"));
        end(token);
        end(console);
    }

    @Test
    void areNotTheHooksToChangeOrLose() {
        var gate = UUID.randomUUID().toString();
        var shell = schedule(Kind.SHELL, gate);
        var secrets = shell.metadata().get("fds");

        shell.updateMetadata(Map.of("a", 1));
        assertThat(shell.metadata()).containsOnlyKeys("a", "entity_url", "fds").containsEntry("fds", secrets);
        shell.extendMetadata(Map.of("fds", "mine"));
        shell.updateMetadata(Map.of("fds", Map.of("0", "mine")));
        shell.progress(Progress.percent("fds", 5));

        assertThat(shell.metadata()).containsEntry("fds", secrets);
        RuleHooks.open(gate);
        Crowd.end(operations, shell.id());
        assertThat(repository.find(shell.id()).orElseThrow().state().metadata().toMap())
                .containsEntry("fds", secrets);
    }

    @Test
    void areNeitherToldToListenersNorLoggedNorPrinted() {
        try (var log = new LogLines();
                var heard = new Events(hub)) {
            var scheduled = Stream.of(Kind.CONSOLE, Kind.SHELL, Kind.TOKEN, Kind.TOKEN)
                    .map(it -> schedule(it, "never"))
                    .toList();
            scheduled.forEach(it -> useAndAbuse(it, secrets(it).getFirst()));
            scheduled.forEach(this::end);
            await().until(() -> scheduled.stream().allMatch(it -> heard.hasEnd(it.id())));

            var secrets = scheduled.stream().flatMap(it -> secrets(it).stream()).toList();
            var said = new ArrayList<String>(log.all());
            heard.all().forEach(it -> said.add(it.toString()));
            scheduled.forEach(it -> said.addAll(printed(it)));
            assertThat(log.with(scheduled.getFirst().id())).isNotEmpty();
            assertThat(said).noneMatch(it -> secrets.stream().anyMatch(it::contains));
        }
    }

    /** Attaches or redeems, wrongly and rightly, and changes what is there. */
    private void useAndAbuse(Operation operation, String secret) {
        for (var presented : List.of(secret + "0", secret, secret)) {
            try {
                present(operation, presented);
            } catch (OperationException e) {
                assertThat(e).hasMessageNotContaining(secret);
            }
        }
        if (operation.operationClass() == OperationClass.WEBSOCKET) {
            operation.extendMetadata(Map.of("note", 1));
            operation.live().expire();
        }
    }

    private List<String> printed(Operation operation) {
        var row = repository.find(operation.id()).orElseThrow();
        return Stream.of(
                        operation,
                        operation.render(),
                        operation.render().seenBy(SOMEBODY),
                        operation.renderFullWithoutProgress(),
                        operation.row(),
                        row,
                        row.state().metadata(),
                        operation.live())
                .map(Object::toString)
                .toList();
    }
}
