package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The partitions of final_operation: by the time at which operations became final, made ahead, dropped when expired. */
@Component
class Partitions {

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'final_operation_'yyyyMMdd'_'HHmm").withZone(ZoneOffset.UTC);

    /** History lives in about so many partitions: few enough for a look-up by id to ask each. */
    private static final int PARTITIONS_OF_HISTORY = 24;

    private static final int AHEAD = 3;

    /** One at a time, on all members; released with the transaction. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('final_operation partitions'))";

    private static final String BOUNDS = """
            SELECT c.relname AS name, %s AS since, %s AS until
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = CAST('final_operation' AS regclass)
             ORDER BY since NULLS FIRST""".formatted(bound("FROM"), bound("TO"));

    /** By functions, which have the rights of the tables' owner: see {@code history-partitions.sql}. */
    private static final String MAKE =
            "SELECT make_history_partition(:name, CAST(:since AS timestamptz), CAST(:until AS timestamptz))";

    private static final String DROP = "SELECT drop_history_partition(:name)";

    /** What was accepted by a member whose clock was ahead cannot end before; there is next to none of it, if any. */
    private static final String ACCEPTED_AHEAD = """
            SELECT DISTINCT date_trunc('minute', created_at) FROM active_operation WHERE id >= :next AND created_at > :now LIMIT 100""";

    /** Not counted: that would take as long as there is much of it. */
    private static final String ROWS = """
            SELECT COALESCE(sum(GREATEST(reltuples, 0)), 0) FROM pg_class WHERE relname = ANY (CAST(:names AS text[]))""";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Duration history;

    /**
     * One of them.
     *
     * @param since {@link Instant#MIN} where it takes all that is before
     * @param until excluded
     */
    private record Partition(String name, Instant since, Instant until) {

        boolean contains(Instant time) {
            return !time.isBefore(since) && time.isBefore(until);
        }
    }

    Partitions(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock, OperationSettings settings) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.history = settings.retention().history();
    }

    /** Sees to it that what becomes final now and for a while has a partition to go to, whatever others there are. */
    void makeAhead() {
        makeFor(List.of());
    }

    /** The same, and what becomes final at these times. */
    void makeFor(Collection<Instant> times) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql(LOCK).query().singleRow();
            var now = clock.instant();
            var wanted = now.plus(width().multipliedBy(AHEAD));
            for (var time = now; !time.isAfter(wanted); )
                time = takes(time, now).until();
            Stream.concat(times.stream(), acceptedAhead(now).stream()).forEach(it -> takes(it, now));
        });
    }

    private List<Instant> acceptedAhead(Instant now) {
        return jdbc.sql(ACCEPTED_AHEAD)
                .param("next", Ids.least(now))
                .param("now", Columns.at(now))
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .list();
    }

    /** The partition that takes what is final then; made if there is none. */
    private Partition takes(Instant time, Instant now) {
        var partitions = partitions();
        return partitions.stream()
                .filter(it -> it.contains(time))
                .findFirst()
                .orElseGet(() -> make(time, now, partitions));
    }

    /** Does what ends operations, again with new partitions if there was none: the clock may have jumped beyond all. */
    <T> T orInNew(Supplier<T> end) {
        try {
            return end.get();
        } catch (DataAccessException e) {
            if (DatabaseFault.of(e) != DatabaseFault.NO_PARTITION) {
                throw e;
            }
            makeAhead();
            return end.get();
        }
    }

    /**
     * Between those that there are. A gap that is over becomes part of it: what ended then may still be on its way. One that is
     * not, left by a clock that was ahead, is filled when its time has come.
     */
    private Partition make(Instant time, Instant now, List<Partition> others) {
        var before = others.stream()
                .map(Partition::until)
                .filter(it -> !it.isAfter(time))
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        var after = others.stream()
                .map(Partition::since)
                .filter(it -> it.isAfter(time))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        var since = time.isAfter(now) ? later(before, floor(time)) : before;
        var until = earlier(after, floor(time).plus(width()));
        var made = new Partition(name(since, until), since, until);
        attach(made);
        return made;
    }

    private static String name(Instant since, Instant until) {
        return since.equals(Instant.MIN) ? "final_operation_first_" + until.getEpochSecond() : NAME.format(since);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void attach(Partition made) {
        jdbc.sql(MAKE)
                .param("name", made.name())
                .param("since", made.since().equals(Instant.MIN) ? null : Columns.at(made.since()))
                .param("until", Columns.at(made.until()))
                .query()
                .singleRow();
    }

    /**
     * Drops every partition in which all is expired, oldest first. Gives up at the first that somebody reads: while a drop
     * waits for a reader, everybody else waits for the drop. The next run tries again.
     */
    int dropExpired() {
        return (int) expired().stream().takeWhile(it -> drop(it.name())).count();
    }

    private List<Partition> expired() {
        var horizon = clock.instant().minus(history);
        return partitions().stream().filter(it -> !it.until().isAfter(horizon)).toList();
    }

    private boolean drop(String name) {
        try {
            transaction.executeWithoutResult(_ -> {
                jdbc.sql("SET LOCAL lock_timeout = '500ms'").update();
                jdbc.sql(DROP).param("name", name).query().singleRow();
            });
            return true;
        } catch (DataAccessException e) {
            LOG.atInfo().addKeyValue("partition", name).log("Expired partition is in use, to be dropped later");
            return false;
        }
    }

    /**
     * What should have been dropped, and has not been.
     *
     * @param since when; null if there is none
     * @param rows  as PostgreSQL estimates them
     */
    record Overdue(@Nullable Instant since, double rows) {}

    Overdue overdue() {
        var expired = expired();
        if (expired.isEmpty()) {
            return new Overdue(null, 0);
        }
        var names = expired.stream().map(Partition::name).toList();
        var rows = jdbc.sql(ROWS)
                .param("names", Columns.of(names))
                .query(Double.class)
                .single();
        return new Overdue(expired.getFirst().until().plus(history), rows);
    }

    /** Where each of them ends, and the next begins, oldest first. */
    List<Instant> ends() {
        return partitions().stream().map(Partition::until).toList();
    }

    /** Those that take what has expired and what ends long after now, as only a clock that was ahead makes them: by name. */
    List<String> boundless() {
        var now = clock.instant();
        var normal = now.plus(width().multipliedBy(AHEAD + 2));
        return partitions().stream()
                .filter(it ->
                        it.since().isBefore(now.minus(history)) && it.until().isAfter(normal))
                .map(Partition::name)
                .toList();
    }

    private List<Partition> partitions() {
        return jdbc.sql(BOUNDS)
                .query((row, _) -> new Partition(
                        row.getString("name"),
                        Objects.requireNonNullElse(Columns.instant(row, "since"), Instant.MIN),
                        Objects.requireNonNullElse(Columns.instant(row, "until"), Instant.MAX)))
                .list();
    }

    private static String bound(String side) {
        return "CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM '" + side
                + " \\(''([^'']+)''\\)') AS timestamptz)";
    }

    private Duration width() {
        var minutes = history.dividedBy(PARTITIONS_OF_HISTORY).toMinutes();
        return Duration.ofMinutes(Math.max(minutes, 1));
    }

    private Instant floor(Instant time) {
        var width = width().toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), width) * width);
    }
}
