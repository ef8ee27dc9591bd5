package io.operations.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes that PostgreSQL did not do for reasons that are none of theirs: a lock, a time limit, a cancel by an administrator.
 * The writes of one operation are put aside together, in order, and are tried again after a pause that grows, for as long as
 * the lane runs. Meanwhile the writes of other operations go on. Not thread-safe: the lane's turn guards it.
 */
final class HeldUp {

    private static final Logger LOG = LoggerFactory.getLogger(HeldUp.class);
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    /** Halving a thousand writes finds a single bad one with fewer failures in a row. */
    private static final int MAX_FAILURES = 12;

    /** Inserts have callers who wait. */
    private static final int MAX_FAILURES_OF_INSERTS = 2;

    private final Function<List<Write>, Set<UUID>> look;
    private final TransactionTemplate transaction;
    private final BooleanSupplier running;
    private final Map<UUID, Entry> entries = new LinkedHashMap<>();

    /** One after the other in this round, with nothing committed in between. */
    private int failuresInRow;

    private volatile int size;

    /** The writes of one operation. While they are tried, there are none. */
    private static final class Entry {
        private final List<Write> writes = new ArrayList<>();
        private int failures;
        private long due;

        boolean isTried() {
            return writes.isEmpty();
        }
    }

    /** @param look tells, in a transaction, of which operations a row is locked */
    HeldUp(Function<List<Write>, Set<UUID>> look, TransactionTemplate transaction, BooleanSupplier running) {
        this.look = look;
        this.transaction = transaction;
        this.running = running;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How many writes there were after the last round; may be asked for by any thread. */
    int size() {
        return size;
    }

    /** How long it is until something is to be tried again; for ever if nothing is. */
    long nanosUntilDue() {
        if (!running.getAsBoolean()) return 0;
        var now = System.nanoTime();
        return entries.values().stream()
                .mapToLong(it -> Math.max(0, it.due - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Takes what is to be tried again, but for operations whose rows are still locked: nobody waits for those. */
    List<Write> takeDue() {
        failuresInRow = 0;
        var now = System.nanoTime();
        var due = entries.values().stream()
                .filter(it -> it.due - now <= 0 || !running.getAsBoolean())
                .flatMap(it -> takeAll(it).stream())
                .toList();
        if (due.isEmpty()) return due;
        var locked = locked(due);
        due.stream().filter(it -> locked.contains(it.operation())).forEach(this::putAside);
        return due.stream().filter(it -> !locked.contains(it.operation())).toList();
    }

    private static List<Write> takeAll(Entry entry) {
        var all = List.copyOf(entry.writes);
        entry.writes.clear();
        return all;
    }

    /** Those writes whose operation has no earlier write put aside; the others are put behind that one. */
    List<Write> passing(List<Write> part) {
        if (entries.isEmpty()) return part;
        var passing = new ArrayList<Write>();
        for (var write : part) {
            var entry = entries.get(write.operation());
            if (entry == null || entry.isTried()) {
                passing.add(write);
            } else {
                entry.writes.add(write);
            }
        }
        return passing;
    }

    /** A part was committed. */
    void committed() {
        failuresInRow = 0;
    }

    /** What was tried again and not put aside again is done. */
    void endRound() {
        if (entries.isEmpty()) return;
        entries.values().removeIf(Entry::isTried);
        size = entries.values().stream().mapToInt(it -> it.writes.size()).sum();
        if (entries.isEmpty()) LOG.info("Writes that had been held up are written");
    }

    /** Sees to a part that was held up: finds out whose fault it is, and puts those aside. */
    void recover(List<Write> part, Parts rest, Throwable reason) {
        failuresInRow++;
        if (part.getFirst() instanceof Write.Insert) {
            recoverInserts(part, rest);
        } else if (part.size() == 1) {
            putAside(part, reason);
        } else if (failuresInRow > MAX_FAILURES) {
            putAside(part, reason);
            putAside(rest.takeAll(), reason);
        } else {
            separate(part, rest, reason);
        }
    }

    private void separate(List<Write> part, Parts rest, Throwable reason) {
        var locked = locked(part);
        if (locked.isEmpty()) {
            rest.halve(part);
            return;
        }
        putAside(part.stream().filter(it -> locked.contains(it.operation())).toList(), reason);
        rest.again(part.stream().filter(it -> !locked.contains(it.operation())).toList());
    }

    /** Only those with a key, a reference or children can wait for another transaction: they are tried one by one. */
    private void recoverInserts(List<Write> part, Parts rest) {
        if (part.size() == 1 || failuresInRow > MAX_FAILURES_OF_INSERTS) {
            part.forEach(HeldUp::refuse);
            if (failuresInRow > MAX_FAILURES_OF_INSERTS) rest.takeAll().forEach(HeldUp::refuse);
            return;
        }
        var waiting = part.stream().filter(HeldUp::mayWait).toList();
        if (waiting.isEmpty()) {
            rest.halve(part);
            return;
        }
        waiting.reversed().forEach(it -> rest.again(List.of(it)));
        rest.again(part.stream().filter(it -> !mayWait(it)).toList());
    }

    private static boolean mayWait(Write write) {
        return write instanceof Write.Insert insert && insert.mayWait();
    }

    private static void refuse(Write write) {
        write.fail(new OperationException.Unavailable("Database is not available"));
    }

    private void putAside(List<Write> writes, Throwable reason) {
        if (!writes.isEmpty() && entries.isEmpty()) {
            LOG.warn("Writes are held up, and are tried again until they are written: {}", reason.getMessage());
        }
        writes.forEach(this::putAside);
    }

    private void putAside(Write write) {
        var operation = write.operation();
        if (operation == null || !running.getAsBoolean()) {
            refuse(write);
            return;
        }
        var entry = entries.computeIfAbsent(operation, _ -> new Entry());
        if (entry.isTried()) {
            entry.failures++;
            entry.due = System.nanoTime() + PAUSES.after(entry.failures).toNanos();
        }
        entry.writes.add(write);
    }

    /** Of which operations a row is locked; of all, if that cannot be found out. */
    private Set<UUID> locked(List<Write> part) {
        try {
            return Objects.requireNonNull(transaction.execute(_ -> look.apply(part)));
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The table is locked, or the database is away", e);
            return part.stream()
                    .flatMap(it -> Stream.ofNullable(it.operation()))
                    .collect(Collectors.toSet());
        }
    }
}
