package io.operations.operation;

import io.operations.member.MemberService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * The usage of each project, against its quotas. A member looks into PostgreSQL at most once a second and counts what it adds
 * itself; what others have added since is not seen until the next look, and may take a project beyond its quota by that much.
 */
@Component
class Quotas {

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final QuotaSettings settings;
    private final UsageRepository repository;
    private final MemberService member;
    private final QuotaMetrics metrics;
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private volatile Map<String, Usage> seen = Map.of();
    private volatile long databaseSize;
    private volatile boolean changed = true;

    Quotas(QuotaSettings settings, UsageRepository repository, MemberService member, QuotaMetrics metrics) {
        this.settings = settings;
        this.repository = repository;
        this.member = member;
        this.metrics = metrics;
    }

    /**
     * Counts an operation that is about to be accepted, with its children. The service's own are never refused.
     *
     * @throws OperationException.TooMany     if its project would have more than it may
     * @throws OperationException.Unavailable if the database is as large as it may be
     */
    void reserve(Operation operation) {
        if (operation.requestor().isEmpty()) return;
        requireRoom();
        var project = operation.header().project();
        var wanted = Usage.of(operation);
        change(project, it -> it.add(wanted));
        var used = used(project);
        var limits = settings.of(project);
        if (used.active() > limits.active()) {
            refuse(project, QuotaMetrics.ACTIVE, used.active(), wanted.active(), limits.active(), wanted);
        }
        if (used.storedSize() > limits.storedSize()) {
            refuse(
                    project,
                    QuotaMetrics.STORED_SIZE,
                    used.storedSize(),
                    wanted.storedSize(),
                    limits.storedSize(),
                    wanted);
        }
    }

    private void requireRoom() {
        var limit = settings.databaseSize().toBytes();
        if (limit > 0 && databaseSize >= limit) {
            metrics.refused(QuotaMetrics.DATABASE_SIZE);
            throw new OperationException.Unavailable(
                    "Database is full: operations.quota.database-size is " + limit + ", " + databaseSize + " are used");
        }
    }

    private void refuse(String project, String quota, long used, long more, long limit, Usage wanted) {
        change(project, it -> it.add(Usage.NONE.minus(wanted)));
        metrics.refused(quota);
        throw new OperationException.TooMany(
                "Quota of project \"" + project + "\" exceeded: operations.quota." + quota + " is " + limit + ", "
                        + (used - more) + " are used, " + more + " more are needed",
                RETRY);
    }

    /** It was not accepted after all. */
    void release(Operation operation) {
        if (operation.requestor().isEmpty()) return;
        var wanted = Usage.of(operation);
        change(operation.header().project(), it -> it.add(Usage.NONE.minus(wanted)));
    }

    /** An operation is final: it is history now, or will be when its parent is final too. */
    void ended(OperationRow row) {
        if (row.header().requestor() == null) return;
        var size = Usage.ofFinal(row);
        change(row.header().project(), it -> {
            it.add(new Usage(-1, 0));
            it.addToHistory(size);
        });
    }

    private void change(String project, Consumer<Tally> change) {
        tallies.compute(project, (_, tally) -> {
            var changing = tally == null ? new Tally() : tally;
            change.accept(changing);
            return changing;
        });
        changed = true;
    }

    private Usage used(String project) {
        var tally = tallies.get(project);
        var stored = seen.getOrDefault(project, Usage.NONE);
        return tally == null ? stored : stored.plus(tally.added());
    }

    /** Whether anything has been added or has ended since the last look. */
    boolean hasChanged() {
        return changed;
    }

    /** Tells PostgreSQL what has been added to history, and looks what every project has. */
    void look() {
        changed = false;
        tallies.values().forEach(Tally::lookBegins);
        tellOfHistory();
        seen = repository.look();
        databaseSize = repository.databaseSize();
        tallies.values().forEach(Tally::lookEnds);
        tallies.keySet().forEach(it -> tallies.computeIfPresent(it, (_, tally) -> tally.isEmpty() ? null : tally));
        metrics.seen(seen, databaseSize, settings);
    }

    /** A warning that cannot be given now is given after the next look. */
    private void tellOfHistory() {
        var sizes = new HashMap<String, Long>();
        tallies.forEach((project, tally) -> {
            var size = tally.takeHistory();
            if (size != 0) sizes.put(project, size);
        });
        if (sizes.isEmpty()) return;
        try {
            repository.add(member.incarnation(), sizes);
        } catch (RuntimeException e) {
            sizes.forEach((project, size) -> change(project, it -> it.addToHistory(size)));
            throw e;
        }
    }
}
