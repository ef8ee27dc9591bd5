package io.operations.operation;

import io.operations.requestor.Requestor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An operation in the hands of this process: of whoever scheduled it, and of the hook that runs it. Safe for many threads.
 * What it holds is never older than the row.
 */
public final class Operation implements RunContext {

    private static final String UPDATING = "Failed updating operation metadata: ";
    private static final String EXTENDING = "Failed extending operation metadata: ";

    private final OperationType type;
    private final Hooks hooks;
    private final @Nullable UUID owner;
    private final Lifecycle lifecycle;
    private final LiveState live;
    private final OperationLimitSettings limits;
    private volatile List<Operation> children = List.of();
    private volatile @Nullable Operation parent;

    private @Nullable Object session;
    private Budget.@Nullable Reservation memory;

    /** @param owner who may write the row; null for a copy to look at */
    Operation(
            OperationRow row,
            OperationType type,
            Hooks hooks,
            @Nullable UUID owner,
            Lifecycle lifecycle,
            OperationLimitSettings limits) {
        this.type = type;
        this.hooks = hooks;
        this.owner = owner;
        this.lifecycle = lifecycle;
        this.limits = limits;
        this.live = new LiveState(this, row, lifecycle, owner == null);
    }

    @Override
    public UUID id() {
        return header().id();
    }

    @Override
    public String project() {
        return header().project();
    }

    public OperationType type() {
        return type;
    }

    public OperationClass operationClass() {
        return header().operationClass();
    }

    /** What it acts on, an absolute path. */
    public String entityUrl() {
        return header().entityUrl();
    }

    public Map<String, List<String>> resources() {
        return header().resources();
    }

    /** @throws OperationException.Failed if some are secret and this member cannot decrypt them */
    @Override
    public Inputs inputs() {
        return SecretInputs.open(header().inputs(), id(), lifecycle.vault());
    }

    @Override
    public Optional<Requestor> requestor() {
        return Optional.ofNullable(header().requestor());
    }

    /** Who is said to have asked for it in lifecycle events: never null, all empty for a server operation. */
    public Requestor eventLifecycleRequestor() {
        return requestor().orElse(Requestor.NOBODY);
    }

    /** What it consists of, in the order in which it was given; empty for all but bulk operations. */
    public List<Operation> children() {
        return children;
    }

    /** The bulk operation that it belongs to. */
    public Optional<Operation> parent() {
        return Optional.ofNullable(parent);
    }

    public OperationStatus status() {
        return state().status();
    }

    /** Whether nobody has asked it to stop and it has not ended: Pending or Running (contract §1.1). */
    public boolean isRunning() {
        return live.isRunning();
    }

    @Override
    public int attempt() {
        return state().attempt();
    }

    @Override
    public Map<String, JsonNode> metadata() {
        return state().metadata().toMap();
    }

    @Override
    public boolean isCancelled() {
        return live.isStopping();
    }

    /** The operation as clients see it, with progress. */
    public OperationView render() {
        return OperationView.of(row(), type, lifecycle.vault());
    }

    /** The same without progress, as lists show it. */
    public OperationView renderWithoutProgress() {
        return OperationView.withoutProgress(row(), type, lifecycle.vault());
    }

    /** The same with its children; those that have ended may be without metadata, which is in PostgreSQL then. */
    public OperationFullView renderFullWithoutProgress() {
        return new OperationFullView(
                renderWithoutProgress(),
                children.reversed().stream()
                        .map(Operation::renderWithoutProgress)
                        .toList()
                        .reversed());
    }

    /** The last one first: so nobody sees a child of a later stage ahead of those before it. */
    List<OperationRow> childRows() {
        return children.reversed().stream().map(Operation::row).toList().reversed();
    }

    /**
     * Waits until the operation is final, wherever it runs.
     *
     * @return the final view; empty if the time ran out
     */
    public Optional<OperationView> await(Duration timeout) throws InterruptedException {
        return Futures.await(lifecycle.await(id()), timeout);
    }

    /**
     * Asks it to stop; does not wait. False: it is final, or was asked before.
     *
     * @throws OperationException.Invalid if it must run and has not started
     */
    public boolean cancel() {
        return lifecycle.cancel(id()).isPresent();
    }

    /**
     * Attaches somebody to it (contract §1.7).
     *
     * @param secret that of a channel; null where none was presented
     * @throws OperationException if it is none to attach to, not any more, or the secret is wrong
     */
    public Channel connect(@Nullable String secret, Requestor requestor) {
        return lifecycle.connect(this, secret, requestor);
    }

    @Override
    public void checkRequestor(Requestor caller) {
        var own =
                requestor().orElseThrow(() -> new OperationException.Invalid("Operation does not contain a requestor"));
        if (!own.isSameCallerAs(caller)) {
            throw new OperationException.Forbidden("Operation requestor mismatch");
        }
    }

    @Override
    public synchronized <T> T session(Class<T> sort, Supplier<T> first) {
        if (session == null) {
            session = first.get();
        }
        return sort.cast(session);
    }

    @Override
    public void updateMetadata(Map<String, ?> metadata) {
        var next = prefixed(UPDATING, () -> Metadata.of(metadata));
        change(it -> it.replacedBy(next));
    }

    @Override
    public void extendMetadata(Map<String, ?> metadata) {
        if (!metadata.isEmpty()) {
            change(it -> prefixed(EXTENDING, () -> it.extendedBy(metadata)));
        }
    }

    @Override
    public void progress(Progress progress) {
        change(it -> it.with(progress));
    }

    private void change(UnaryOperator<Metadata> change) {
        live.change(it -> requireFits(change.apply(it).keeping(it.secrets(operationClass()))));
    }

    /** Every change goes to all listeners as a whole. */
    private Metadata requireFits(Metadata next) {
        var limit = limits.runMetadataSize().toBytes();
        if (next.size() > limit) {
            throw new OperationException.Invalid("Operation metadata must be at most " + limit + " bytes of JSON");
        }
        return next;
    }

    private static Metadata prefixed(String refusal, Supplier<Metadata> change) {
        try {
            return change.get();
        } catch (OperationException.Invalid e) {
            throw new OperationException.Invalid(refusal + e.getMessage());
        }
    }

    @Override
    public void commitMetadata() {
        live.requireOpen();
        if (!Futures.join(live.write())) {
            lifecycle.refused(this);
            throw new OperationException.Conflict("Operation \"" + id() + "\" is no longer this member's");
        }
    }

    /** What it takes of the memory of this member, as long as it is live; children are counted with their parent. */
    synchronized void holds(Budget.Reservation taken) {
        memory = taken;
    }

    /** Nothing holds it any more. */
    synchronized void letGo() {
        if (memory != null) memory.close();
    }

    OperationHeader header() {
        return live.header();
    }

    Hooks hooks() {
        return hooks;
    }

    UUID owner() {
        return Objects.requireNonNull(owner, "Nobody writes a copy");
    }

    OperationRow row() {
        return live.row();
    }

    OperationState state() {
        return live.state();
    }

    /** The part of it that changes. */
    LiveState live() {
        return live;
    }

    /** It and its children. */
    List<Operation> family() {
        return Stream.concat(Stream.of(this), children.stream()).toList();
    }

    /** Takes its children in; they are not to change any more. */
    void adopt(List<Operation> all) {
        children = List.copyOf(all);
        children.forEach(it -> it.parent = this);
    }
}
