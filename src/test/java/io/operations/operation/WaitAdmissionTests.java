package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.operation.Rows.Row;
import io.operations.requestor.Access;
import io.operations.requestor.AccessException;
import io.operations.requestor.Caller;
import io.operations.requestor.Permission;
import io.operations.requestor.Requestor;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Row B: an operation that ends while a caller is being looked at is not given to a caller that may not see it. */
@ServiceTest
@Import({RuleHooks.class, WaitAdmissionTests.Stopped.class})
class WaitAdmissionTests {

    private static final Caller STRANGER = Caller.untrusted("192.0.2.1:1");
    private static final Caller OF_ANOTHER_PROJECT = caller("other");
    private static final Caller OF_THE_PROJECT = caller("default");

    private final OperationService operations;
    private final OperationRepository repository;
    private final Waiters waiters;
    private final Stopped.Lookup lookup;
    private final TestClock clock;
    private final Rows rows;

    WaitAdmissionTests(
            OperationService operations,
            OperationRepository repository,
            Waiters waiters,
            Stopped.Lookup lookup,
            TestClock clock,
            JdbcClient jdbc) {
        this.operations = operations;
        this.repository = repository;
        this.waiters = waiters;
        this.lookup = lookup;
        this.clock = clock;
        this.rows = new Rows(jdbc);
    }

    private static Caller caller(String project) {
        var access = new Access(Set.of(), Map.of(project, Set.of(Permission.CAN_VIEW_OPERATIONS)));
        return new Caller(new Requestor("somebody", "bearer", "192.0.2.1:1"), true, access, Instant.MAX);
    }

    /** Runs something after the row was looked up, and before the caller is checked against it. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Stopped {

        static class Lookup extends OperationLookup {

            private static final Consumer<UUID> NOTHING = _ -> {};
            final AtomicReference<Consumer<UUID>> next = new AtomicReference<>(NOTHING);

            Lookup(OperationRepository repository, LocalOperations local, Readers readers) {
                super(repository, local, readers);
            }

            @Override
            OperationRow find(UUID id) {
                var row = super.find(id);
                next.getAndSet(NOTHING).accept(id);
                return row;
            }
        }

        @Bean
        @Primary
        Lookup stoppedLookup(OperationRepository repository, LocalOperations local, Readers readers) {
            return new Lookup(repository, local, readers);
        }
    }

    static Stream<Caller> others() {
        return Stream.of(STRANGER, OF_ANOTHER_PROJECT);
    }

    @AfterEach
    void forget() {
        rows.forgetElsewhere();
    }

    /** The caller waits; the operation ends in between, and all who are registered have been told. */
    private CompletableFuture<OperationView> waitWhileItEnds(UUID id, Caller caller, String secret, Runnable end) {
        lookup.next.set(_ -> {
            end.run();
            await().until(() -> !waiters.isWaitedFor(id));
        });
        return operations.awaitCounted(id, () -> caller, secret);
    }

    private static void assertNotFound(CompletableFuture<OperationView> answer) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(AccessException.class)
                .hasMessage("Operation not found");
    }

    private UUID running(String gate) {
        var args = OperationArgs.of(RuleHooks.STEP).inProject("default").withInputs(Inputs.of(Map.of("gate", gate)));
        return operations.scheduleUserOperationFromRequest(args, Crowd.SOMEBODY).id();
    }

    @ParameterizedTest
    @MethodSource("others")
    void refusesOnTheOwner(Caller caller) {
        var gate = UUID.randomUUID().toString();
        var id = running(gate);

        assertNotFound(waitWhileItEnds(id, caller, "", () -> RuleHooks.open(gate)));
        assertNotFound(operations.awaitCounted(id, () -> caller, ""));
    }

    @ParameterizedTest
    @MethodSource("others")
    void refusesOnAnotherMember(Caller caller) {
        var owner = rows.member();
        var id = rows.insert(Row.ofOwner(owner, clock.instant()));

        assertNotFound(waitWhileItEnds(id, caller, "", () -> finish(id, owner)));
    }

    private void finish(UUID id, UUID owner) {
        var row = repository.find(id).orElseThrow();
        var last = row.state().with(Outcome.cancelled(), clock.instant());
        assertThat(repository.finish(row.header(), owner, last))
                .succeedsWithin(Crowd.LONG)
                .isEqualTo(true);
    }

    @Test
    void refusesAWrongSecretAndTakesTheRightOne() {
        var args = OperationArgs.of(RuleHooks.TOKEN).inProject("default");
        var first = operations.scheduleUserOperationFromRequest(args, Crowd.SOMEBODY);
        var second = operations.scheduleUserOperationFromRequest(args, Crowd.SOMEBODY);

        assertNotFound(waitWhileItEnds(first.id(), STRANGER, "x", () -> operations.cancel(first.id(), null)));
        assertThat(waitWhileItEnds(second.id(), STRANGER, secretOf(second), () -> operations.cancel(second.id(), null)))
                .succeedsWithin(Crowd.LONG)
                .matches(OperationView::hasEnded);
    }

    private static String secretOf(Operation token) {
        return token.render().secrets().path(Secrets.TOKEN).asString();
    }

    @Test
    void givesItToWhoMaySeeIt() {
        var gate = UUID.randomUUID().toString();

        assertThat(waitWhileItEnds(running(gate), OF_THE_PROJECT, "", () -> RuleHooks.open(gate)))
                .succeedsWithin(Crowd.LONG)
                .matches(OperationView::hasEnded);
    }

    /** Row F: the rights of the moment count, not those that the caller came with. */
    @Test
    void refusesACallerThatLostItsRightsMeanwhile() {
        var gate = UUID.randomUUID().toString();
        var rights = new AtomicReference<>(OF_THE_PROJECT);
        var parked = operations.awaitCounted(running(gate), rights::get, "");
        rights.set(OF_ANOTHER_PROJECT);

        RuleHooks.open(gate);

        assertNotFound(parked);
    }
}
