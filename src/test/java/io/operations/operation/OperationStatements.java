package io.operations.operation;

import io.operations.TestClock;
import io.operations.requestor.Requestor;
import io.operations.requestor.Visibility;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** All statements about operations, each at least once, and in an order in which all of them find something. */
public final class OperationStatements {

    private static final List<String> TYPES = List.of("noop", "bulk");
    private static final Requestor REQUESTOR = new Requestor("somebody", "tls", "127.0.0.1:1");
    private static final Visibility VISIBILITY = new Visibility(Set.of("default"), REQUESTOR);

    private final OperationRepository operations;
    private final AbandonedStatements abandoned;
    private final QueueRepository queue;
    private final ListRepository listed;
    private final ElsewhereRepository elsewhere;
    private final IdempotencyKeyRepository keys;
    private final ProjectHistoryRepository history;
    private final Partitions partitions;
    private final HistoryRepairRepository repair;
    private final GroupCommit commits;
    private final TestClock clock;
    private final TransactionTemplate transaction;
    private final NamedParameterJdbcOperations statements;
    private final String project;
    private final UUID owner;

    /** @param owner a member that lives */
    public OperationStatements(ApplicationContext context, String project, UUID owner) {
        operations = context.getBean(OperationRepository.class);
        abandoned = new AbandonedStatements(context);
        queue = context.getBean(QueueRepository.class);
        listed = context.getBean(ListRepository.class);
        elsewhere = context.getBean(ElsewhereRepository.class);
        keys = context.getBean(IdempotencyKeyRepository.class);
        history = context.getBean(ProjectHistoryRepository.class);
        partitions = context.getBean(Partitions.class);
        repair = context.getBean(HistoryRepairRepository.class);
        commits = context.getBean(GroupCommit.class);
        clock = context.getBean(TestClock.class);
        transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        statements = context.getBean(NamedParameterJdbcOperations.class);
        this.project = project;
        this.owner = owner;
    }

    public void execute() {
        commits.start();
        partitions.makeAhead();
        endATask();
        acceptTwoAtOnce();
        retryAndClaim();
        endAFamily();
        refuseAFamily();
        claimAFamily();
        cancelWhatIsNobodys();
        expire();
        abandon();
        mendWrongTimes();
        look();
    }

    /** To be called once the project is marked. */
    public void deleteProject() {
        transaction.executeWithoutResult(_ -> {
            history.holdWriters();
            history.isActive(project);
        });
        history.delete(project);
        keys.deleteOfProject(project);
    }

    public void forgetAll() {
        clock.advance(Duration.ofDays(3));
        partitions.overdue();
        partitions.dropExpired();
        keys.prune();
        commits.stop();
    }

    // What operations are like.

    private OperationRow row(RecordedKind kind, String inProject) {
        var now = clock.instant();
        var header = new OperationHeader(
                Ids.next(now),
                inProject,
                kind.family().isParent() ? "bulk" : "noop",
                kind.operationClass(),
                "/1.0/projects/" + inProject,
                Map.of("project", List.of("/1.0/projects/" + inProject)),
                Inputs.of(Map.of("a", 1)),
                REQUESTOR,
                kind.reference(),
                now,
                kind.family(),
                kind.timeout(),
                kind.family().isChild() ? 0 : 7,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        return new OperationRow(
                header,
                OperationState.accepted(
                        kind.status(), kind.attempt(), Metadata.of(Map.of("b", "it's 2")), "one", now, kind.pacing()));
    }

    private List<OperationRow> family(RecordedKind kind) {
        var parent = row(kind.of(new Family(null, 0, 2)), "default");
        var family = new Family(parent.header().id(), 0, 0);
        return List.of(
                parent,
                row(kind.of(family), "default"),
                row(kind.of(new Family(parent.header().id(), 1, 0)), "default"));
    }

    private Write.Insertion insert(List<OperationRow> rows, boolean owned, @Nullable IdempotencyKey key) {
        return operations
                .insert(new Write.Insert(rows.getFirst(), rows.subList(1, rows.size()), owned ? owner : null, key))
                .result()
                .join();
    }

    private OperationRow inserted(RecordedKind kind) {
        var row = row(kind, "default");
        insert(
                List.of(row),
                kind.status() == OperationStatus.RUNNING && kind.operationClass() != OperationClass.TOKEN,
                null);
        return row;
    }

    private static UUID id(OperationRow row) {
        return row.header().id();
    }

    private void finish(OperationRow row, Outcome outcome) {
        var running = row.state().status() == OperationStatus.PENDING
                ? row.state().with(OperationStatus.RUNNING, clock.instant())
                : row.state();
        operations
                .finish(row.header(), owner, running.with(outcome, clock.instant()))
                .join();
    }

    private static IdempotencyKey key(String text) {
        return new IdempotencyKey("tls:somebody", text, "ab".repeat(32));
    }

    // What becomes of them.

    /** Of which one is of a member that does not live. */
    private void acceptTwoAtOnce() {
        var plain = Stream.of(owner, UUID.randomUUID())
                .map(it -> (Write) new Write.Insert(row(RecordedKind.TASK, "default"), List.of(), it, null))
                .toList();
        new WriteBatch(statements, plain).execute();
    }

    private void endATask() {
        var held =
                row(RecordedKind.TASK.holding("volume/v1").until(clock.instant().plusSeconds(60)), project);
        insert(List.of(held), true, key("one"));
        insert(List.of(row(RecordedKind.TASK.holding("volume/v1"), project)), true, key("two"));
        keys.find(project, key("one"));
        var hold = new Write.Hold(id(held), 1);
        var more = held.state().with(Metadata.of(Map.of("b", 3)), clock.instant());
        operations.change(hold, owner, more).join();
        elsewhere.requestCancel(id(held), null);
        elsewhere.cancelRequested(owner, AbandonedRepository.START, 10);
        finish(held, new Outcome.Failed("no", 507));
        keys.delete(project, key("one"), id(held));
        var another = row(RecordedKind.TASK, project);
        insert(List.of(another), true, key("three"));
        finish(another, new Outcome.Succeeded());
    }

    private void retryAndClaim() {
        var durable = inserted(RecordedKind.TASK.as(OperationClass.DURABLE));
        var due = clock.instant().minusSeconds(1);
        var waiting = durable.state().retryingAt(due, durable.state().metadata(), clock.instant());
        operations.release(new Write.Hold(id(durable), 1), owner, waiting).join();
        queue.look();
        queue.readyWhatIsDue(10);
        queue.hasReady(TYPES, Queue.ROOM);
        inserted(RecordedKind.QUEUED);
        queue.claim(
                        new QueueRepository.Claim(owner, "one", clock.instant()),
                        TYPES,
                        new FreeSlots(10),
                        new Turns(),
                        Queue.ROOM)
                .operations()
                .forEach(it -> finish(it, new Outcome.Succeeded()));
    }

    private void endAFamily() {
        var family = family(RecordedKind.TASK);
        insert(family, true, null);
        finish(family.get(1), new Outcome.Succeeded());
        operations.findFinal(List.of(id(family.get(1))));
        operations.childrenToRun(List.of(id(family.getFirst())));
        finish(family.getFirst(), new Outcome.Cancelled("context canceled"));
        listed.children(id(family.getFirst()), id(family.getFirst()), _ -> true);
    }

    private void refuseAFamily() {
        inserted(RecordedKind.TASK.holding("volume/v2"));
        var family = family(RecordedKind.TASK);
        var child = row(RecordedKind.TASK.of(family.get(1).header().family()).holding("volume/v2"), "default");
        insert(List.of(family.getFirst(), child), true, null);
    }

    private void claimAFamily() {
        var family = family(RecordedKind.RELEASED);
        insert(family, false, null);
        operations.cancelUnownedChild(id(family.getLast()), UUID.randomUUID());
        var claim = new QueueRepository.Claim(owner, "one", clock.instant());
        queue.claim(claim, TYPES, new FreeSlots(10), FreeSlots.after("default"), Queue.ROOM);
        queue.giveBack(claim, List.of());
    }

    private void cancelWhatIsNobodys() {
        var token = inserted(RecordedKind.TASK.as(OperationClass.TOKEN));
        operations.tokens("noop", AbandonedRepository.START, 10);
        operations.cancelUnowned(id(token), List.of(), UUID.randomUUID());
    }

    private void expire() {
        inserted(RecordedKind.TASK.as(OperationClass.TOKEN).until(clock.instant()));
        operations.nextExpiry(List.of());
        operations.endExpired(100, List.of(), UUID.randomUUID());
    }

    /** Everything that is left, as if its member had forgotten it. */
    private void abandon() {
        var durable = inserted(RecordedKind.TASK.as(OperationClass.DURABLE));
        operations.owned(owner, List.of(id(durable)));
        var families = Stream.of(RecordedKind.TASK, RecordedKind.TASK.as(OperationClass.DURABLE), RecordedKind.RELEASED)
                .map(this::family)
                .toList();
        families.forEach(it -> insert(it, it.getFirst().state().status() == OperationStatus.RUNNING, null));
        abandoned.execute(owner, families, clock.instant().plusSeconds(60));
    }

    /** As a member leaves them whose clock was ahead. */
    private void mendWrongTimes() {
        var ahead = Duration.ofHours(2);
        clock.advance(ahead);
        var accepted = inserted(RecordedKind.TASK);
        clock.advance(ahead.negated());
        partitions.makeAhead();
        finish(accepted, new Outcome.Succeeded());
        var ended = inserted(RecordedKind.TASK);
        clock.advance(ahead);
        finish(ended, new Outcome.Succeeded());
        clock.advance(ahead.negated());
        repair.repair();
        elsewhere.gone(List.of(UUID.randomUUID()));
    }

    private void look() {
        var done = row(RecordedKind.TASK, "default");
        insert(List.of(done), true, key("four"));
        insert(List.of(row(RecordedKind.TASK, "default")), true, key("four"));
        operations.find(id(done));
        finish(done, new Outcome.Succeeded());
        operations.find(id(done));
        listed.list(new ListQuery(null, Visibility.ALL, 10, null), _ -> true);
        listed.listUrls(new ListQuery(null, Visibility.ALL, 10, null), _ -> true);
        var from = clock.instant().minusSeconds(60);
        listed.history(new OperationFilter(null, Visibility.ALL, null, null, null, null, 10, null), _ -> true);
        listed.historyUrls(
                new OperationFilter(
                        "default",
                        VISIBILITY,
                        "noop",
                        OperationStatus.SUCCESS,
                        "/1.0/projects/default",
                        from,
                        10,
                        null),
                _ -> true);
        elsewhere.endedLately(Duration.ofMinutes(1), 10);
        elsewhere.changedSince("one", from, _ -> {});
        elsewhere.endedSince("one", from, from, _ -> {});
    }
}
