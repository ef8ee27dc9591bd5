package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.event.EventHub;
import io.operations.operation.Subject.Kind;
import io.operations.requestor.Projects;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;

/** Contract §1.3.2 and §1.11: what becomes of the metadata of an operation that goes on, and who hears of it. */
@RulesTest
class MetadataRulesTests {

    private static final String UPDATING = "Failed updating operation metadata: ";
    private static final String EXTENDING = "Failed extending operation metadata: ";
    private static final String OVER = "Operations cannot be updated after they have completed";

    private final OperationService operations;
    private final EventHub hub;
    private final TestClock clock;
    private final Director director;
    private final Projects projects;
    private final String gate = UUID.randomUUID().toString();

    MetadataRulesTests(OperationService operations, Slots slots, EventHub hub, TestClock clock, Projects projects) {
        this.projects = projects;
        this.operations = operations;
        this.hub = hub;
        this.clock = clock;
        this.director = new Director(operations, slots);
    }

    @AfterEach
    void open() {
        RuleHooks.open(gate);
    }

    private Operation running(Map<String, ?> metadata) {
        var operation = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(RuleHooks.STEP)
                        .inProject("default")
                        .withInputs(Inputs.of(Map.of("gate", gate)))
                        .withMetadata(metadata),
                SOMEBODY);
        RuleHooks.awaitArrival(gate);
        return operation;
    }

    private static String json(Operation operation) {
        return operation.render().metadata().toString();
    }

    @Test
    void replacesEverythingButTheEntityUrl() {
        var operation = running(Map.of("entity_url", "/1.0/a", "original_entity_url", "/1.0/b", "note", 1));

        operation.updateMetadata(Map.of("other", 2));
        assertThat(json(operation)).isEqualTo("{\"other\":2,\"entity_url\":\"/1.0/a\"}");
        operation.updateMetadata(Map.of("entity_url", "/1.0/c", "original_entity_url", "/1.0/a"));
        assertThat(operation.metadata()).containsOnlyKeys("entity_url", "original_entity_url");
        assertThat(operation.metadata().get("entity_url")).hasToString("\"/1.0/c\"");
        operation.updateMetadata(Map.of());
        assertThat(json(operation)).isEqualTo("{\"entity_url\":\"/1.0/c\"}");
    }

    @Test
    void extendsShallowlyWithNewKeysWinning() {
        var operation = running(Map.of("entity_url", "/1.0/a", "deep", Map.of("x", 1), "note", 1));

        operation.extendMetadata(Map.of("deep", Map.of("y", 2), "more", List.of(3)));

        assertThat(operation.metadata()).containsOnlyKeys("entity_url", "deep", "note", "more");
        assertThat(operation.metadata().get("deep")).hasToString("{\"y\":2}");
    }

    @Test
    void tellsOfEachChangeOnceAndWhenItWas() {
        try (var heard = new Events(hub)) {
            var operation = running(Map.of());
            List<Consumer<Operation>> changes = List.of(
                    it -> it.updateMetadata(Map.of("a", 1)),
                    it -> it.updateMetadata(Map.of("a", 1)),
                    it -> it.extendMetadata(Map.of("b", 2)),
                    it -> it.progress(Progress.percent("copy", 5)));

            for (var change : changes) {
                var before = operation.render().updatedAt();
                clock.advance(Duration.ofSeconds(1));
                change.accept(operation);
                assertThat(operation.render().updatedAt()).isAfterOrEqualTo(before.plusSeconds(1));
            }

            await().until(() -> heard.of(operation.id()).size() >= 1 + changes.size());
            RuleHooks.open(gate);
            await().until(() -> heard.hasEnd(operation.id()));
            var told = heard.of(operation.id());
            assertThat(told)
                    .extracting(it -> List.copyOf(it.metadata().propertyNames()))
                    .containsExactly(
                            List.of("entity_url"),
                            List.of("a", "entity_url"),
                            List.of("a", "entity_url"),
                            List.of("a", "entity_url", "b"),
                            List.of("a", "entity_url", "b", "progress", "copy_progress"),
                            List.of("a", "entity_url", "b", "progress", "copy_progress"));
        }
    }

    @Test
    void takesAnEmptyExtensionForNone() {
        try (var heard = new Events(hub)) {
            var operation = running(Map.of());
            var before = operation.render().updatedAt();
            clock.advance(Duration.ofSeconds(1));

            operation.extendMetadata(Map.of());

            assertThat(operation.render().updatedAt()).isEqualTo(before);
            RuleHooks.open(gate);
            await().until(() -> heard.hasEnd(operation.id()));
            assertThat(heard.of(operation.id())).extracting(Events.Told::status).containsExactly("Running", "Success");
        }
    }

    static Stream<Map<String, ?>> isNoMetadata() {
        return Stream.of(
                Map.of("entity_url", 1),
                Map.of("entity_url", ""),
                Map.of("entity_url", "not/absolute"),
                Map.of("original_entity_url", List.of()),
                Map.of("original_entity_url", "a b"),
                Map.of("note", "a\0b"),
                Map.of("note", Double.NaN));
    }

    @Test
    void refusesWhatIsNoMetadataAndChangesNothing() {
        try (var heard = new Events(hub)) {
            var operation = running(Map.of("note", 1));
            var before = operation.render();

            isNoMetadata().forEach(it -> {
                assertRefused(UPDATING, () -> operation.updateMetadata(it));
                assertRefused(EXTENDING, () -> operation.extendMetadata(it));
            });

            assertThat(operation.render()).isEqualTo(before);
            RuleHooks.open(gate);
            await().until(() -> heard.hasEnd(operation.id()));
            assertThat(heard.of(operation.id())).hasSize(2);
        }
    }

    private static void assertRefused(String words, Runnable change) {
        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(change::run)
                .withMessageStartingWith(words)
                .satisfies(it -> assertThat(it.code()).isEqualTo(400));
    }

    @Test
    void saysWhichFieldIsNoUrlAndWhatItIs() {
        var operation = running(Map.of());

        assertRefused(
                UPDATING + "Operation metadata field \"entity_url\" must be a string (got number)",
                () -> operation.updateMetadata(Map.of("entity_url", 1)));
        assertRefused(
                EXTENDING + "Operation metadata field \"original_entity_url\" must be a valid request URL",
                () -> operation.extendMetadata(Map.of("original_entity_url", "")));
    }

    @Test
    void changesWhileItIsBeingCancelled() {
        try (var heard = new Events(hub)) {
            var subject = director.bring(Kind.TASK, OperationStatus.CANCELLING);
            var operation = subject.operation();

            operation.updateMetadata(Map.of("a", 1));
            operation.extendMetadata(Map.of("b", 2));
            operation.progressHandler("undo").report(10, 0, 0);
            var end = director.end(subject);

            assertThat(end.status()).isEqualTo("Success");
            assertThat(end.metadata().propertyNames()).contains("a", "b", "undo_progress");
            await().until(() -> heard.hasEnd(subject.id()));
            assertThat(heard.of(subject.id()))
                    .extracting(Events.Told::status)
                    .containsExactly("Running", "Cancelling", "Cancelling", "Cancelling", "Cancelling", "Success");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = OperationStatus.class,
            mode = Mode.INCLUDE,
            names = {"SUCCESS", "FAILURE", "CANCELLED"})
    void changesNoMoreOnceItIsFinal(OperationStatus status) {
        var operation = director.bring(Kind.TASK, status).operation();
        var before = operation.render();

        assertRefused(OVER, () -> operation.updateMetadata(Map.of("a", 1)));
        assertRefused(OVER, () -> operation.extendMetadata(Map.of("a", 1)));
        assertRefused(OVER, () -> operation.extendMetadata(Map.of("entity_url", 1)));
        assertRefused(UPDATING, () -> operation.updateMetadata(Map.of("entity_url", 1)));
        assertRefused(OVER, () -> operation.progress(Progress.percent("copy", 5)));
        assertRefused(OVER, operation::commitMetadata);
        operation.progressHandler("copy").report(5, 0, 0);

        assertThat(operation.render()).isEqualTo(before);
    }

    @Test
    void hasProgressOfOneStageAndNeverMoreThanAllOfIt() {
        var operation = running(Map.of("note", 1));

        operation.progressHandler("download").report(42, 1_000, 0);
        operation.progressHandler("unpack").report(0, 0, 5);
        operation.progressHandler("unpack").report(101, 0, 5);

        assertThat(operation.metadata()).containsOnlyKeys("entity_url", "note", "progress", "unpack_progress");
        assertThat(operation.metadata().get("progress"))
                .hasToString("{\"stage\":\"unpack\",\"percent\":\"100\",\"speed\":\"5\"}");
    }

    @Test
    void givesAndTakesCopies() {
        var mine = new HashMap<String, Object>(Map.of("a", 1));
        var operation = running(Map.of());
        operation.updateMetadata(mine);
        mine.put("b", 2);

        var copy = operation.metadata();
        ((Map<String, JsonNode>) copy).clear();

        assertThat(operation.metadata()).containsOnlyKeys("a", "entity_url");
    }

    @Test
    void startsWithAnEntityUrlThatNamesTheProjectThatWasAskedFor() {
        projects.create("p.1", "");
        var copy = OperationArgs.of(RuleHooks.COPY).inProject("p.1");

        assertThat(entityUrl(copy.withEntityUrl("/1.0/instances/c1?project=effective")))
                .isEqualTo("/1.0/instances/c1?project=p.1");
        assertThat(entityUrl(copy.withEntityUrl("/1.0/instances/c1").withMetadata(Map.of("entity_url", "/1.0/new"))))
                .isEqualTo("/1.0/new");
        assertThat(entityUrl(copy.inProject("").withEntityUrl("/1.0/instances/c1")))
                .isEqualTo("/1.0/instances/c1");
        assertThat(entityUrl(Crowd.args())).isEqualTo("/1.0/projects/default");
        assertThat(entityUrl(OperationArgs.of(RuleHooks.TOKEN))).isNull();
    }

    @Test
    void promisesNoExpiryWhereNoneWillCome() {
        var token = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(RuleHooks.TOKEN).withMetadata(Map.of("expiresAt", "2030-01-01T00:00:00Z", "note", 1)),
                SOMEBODY);

        assertThat(token.metadata()).containsOnlyKeys("note", Secrets.TOKEN);
        token.cancel();
        Crowd.end(operations, token.id());
    }

    private @Nullable String entityUrl(OperationArgs args) {
        var operation = operations.scheduleUserOperationFromRequest(args, SOMEBODY);
        operation.cancel();
        Crowd.end(operations, operation.id());
        var url = operation.metadata().get("entity_url");
        return url == null ? null : url.asString();
    }
}
