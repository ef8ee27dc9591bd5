package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.operation.Subject.Kind;
import io.operations.operation.Subject.Kind.Script;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What cannot be accepted, though it breaks no rule, leaves nothing behind. */
@RulesTest
class AcceptanceTests {

    /** What PostgreSQL is told to refuse. */
    private static final Map<String, ?> UNSTORABLE = Map.of("unstorable", true);

    private static final String STORABLE = "CHECK (NOT jsonb_exists(metadata, 'unstorable')) NOT VALID";

    private final OperationService operations;
    private final OperationListing listing;
    private final LocalOperations local;
    private final Slots slots;
    private final JdbcClient jdbc;
    private final Api api;
    private final String project;

    AcceptanceTests(
            OperationService operations,
            OperationListing listing,
            LocalOperations local,
            Slots slots,
            JdbcClient jdbc,
            @LocalServerPort int port) {
        this.operations = operations;
        this.listing = listing;
        this.local = local;
        this.slots = slots;
        this.jdbc = jdbc;
        this.api = Api.on(port);
        this.project = api.project(UUID.randomUUID().toString());
    }

    @BeforeEach
    void awaitQuiet() {
        await().until(() -> slots.used() == 0);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(slots.used()).isZero();
        assertThat(local.all()).noneMatch(it -> it.project().equals(project));
        assertThat(Listings.all(listing, project)).isEmpty();
    }

    private void schedule(OperationArgs args) {
        operations.scheduleUserOperationFromRequest(args, SOMEBODY);
    }

    /** With its children in the project of this test, and with what PostgreSQL refuses. */
    private OperationArgs unstorable(Kind kind) {
        var args = kind.args(new Script("never", false, false), false);
        return args.inProject(project)
                .withMetadata(UNSTORABLE)
                .withChildren(args.children().stream()
                        .map(it -> it.inProject(project))
                        .toList());
    }

    private static String refusal(OperationType type) {
        return "Failed creating \"" + type.description() + "\" operation record: It cannot be stored";
    }

    private void assertRefused(OperationArgs args) {
        constrain("ADD CONSTRAINT storable " + STORABLE);
        try {
            assertThatExceptionOfType(OperationException.class)
                    .isThrownBy(() -> schedule(args))
                    .withMessage(refusal(args.type()))
                    .withNoCause()
                    .satisfies(it -> assertThat(it.code()).isEqualTo(500));
        } finally {
            constrain("DROP CONSTRAINT storable");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TASK", "DURABLE", "SHELL", "CONSOLE", "TOKEN", "BULK"})
    void refusesInItsOwnWordsWhatPostgreSqlRefuses(Kind kind) {
        assertRefused(unstorable(kind));
    }

    @Test
    void refusesInItsOwnWordsWhatPostgreSqlRefusesOfAChild() {
        var args = unstorable(Kind.BULK);

        assertRefused(args.withMetadata(Map.of())
                .withChildren(args.children().stream()
                        .map(it -> it.withMetadata(UNSTORABLE))
                        .toList()));
    }

    @Test
    void refusesInItsOwnWordsWhatPostgreSqlDoesNotQueue() {
        var director = new Director(operations, slots);
        director.block();
        try {
            assertRefused(unstorable(Kind.TASK));
        } finally {
            director.unblock();
        }
    }

    @Test
    void tellsClientsThatItCannotBeStoredAndLogsWhy() {
        constrain("ADD CONSTRAINT not_this_project CHECK (project <> '" + project + "') NOT VALID");
        try (var log = new LogLines()) {
            api.post("/1.0/operations?project=" + project, "{\"type\": \"rule-step\"}")
                    .refuses(500, refusal(RuleHooks.STEP));

            assertThat(log.with("not_this_project")).hasSize(1).allMatch(it -> it.startsWith("ERROR "));
        } finally {
            constrain("DROP CONSTRAINT not_this_project");
        }
    }

    private void constrain(String change) {
        jdbc.sql("ALTER TABLE active_operation " + change).update();
    }

    @Test
    void givesTheSlotBackWhereAConnectHookCannotNameItsChannels() {
        var shell = Kind.SHELL.args(new Script("never", false, false), false);

        assertThatIllegalStateException()
                .isThrownBy(() -> schedule(shell.inProject(project).withConnectHook(new Nameless())))
                .withMessage("Which channels?");
    }

    /** A hook with a bug, of a type that runs something meanwhile. */
    private static final class Nameless implements ConnectHook {
        @Override
        public OperationType type() {
            return RuleHooks.SHELL;
        }

        @Override
        public List<String> channels(Inputs inputs) {
            throw new IllegalStateException("Which channels?");
        }

        @Override
        public Channel connect(RunContext context, Caller caller) {
            throw new OperationException.Forbidden("nobody");
        }
    }
}
