package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Supplier;
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
            SELECT c.relname AS name,
                   CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''([^'']+)''\\)') AS timestamptz) AS until
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = CAST('final_operation' AS regclass)
             ORDER BY until""";

    /** Not counted: that would take as long as there is much of it. */
    private static final String ROWS = """
            SELECT COALESCE(sum(GREATEST(reltuples, 0)), 0) FROM pg_class WHERE relname = ANY (CAST(:names AS text[]))""";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Duration history;

    private record Partition(String name, Instant until) {}

    Partitions(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock, OperationSettings settings) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.history = settings.retention().history();
    }

    /** Sees to it that what becomes final now and for a while has a partition to go to. */
    void makeAhead() {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql(LOCK).query().singleRow();
            var partitions = partitions();
            var until = partitions.isEmpty() ? null : partitions.getLast().until();
            var wanted = clock.instant().plus(width().multipliedBy(AHEAD));
            while (until == null || until.isBefore(wanted)) {
                until = until == null ? makeFirst() : make(until);
            }
        });
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

    private Instant makeFirst() {
        var until = floor(clock.instant()).plus(width());
        attach("final_operation_first_" + until.getEpochSecond(), "MINVALUE", literal(until));
        return until;
    }

    private Instant make(Instant from) {
        // A member that slept through many widths makes one wide partition of them.
        var next = floor(clock.instant()).plus(width());
        var until = next.isAfter(from) ? next : from.plus(width());
        attach(NAME.format(from), literal(from), literal(until));
        return until;
    }

    /** Attaching an existing table lets readers and writers of the others go on; creating it in place would not. */
    private void attach(String name, String from, String until) {
        jdbc.sql("CREATE TABLE " + name + " (LIKE final_operation INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
                .update();
        jdbc.sql("ALTER TABLE final_operation ATTACH PARTITION " + name + " FOR VALUES FROM (" + from + ") TO (" + until
                        + ")")
                .update();
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
                jdbc.sql("DROP TABLE IF EXISTS " + name).update();
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

    private List<Partition> partitions() {
        return jdbc.sql(BOUNDS)
                .query((row, _) -> new Partition(
                        row.getString("name"), row.getTimestamp("until").toInstant()))
                .list();
    }

    private Duration width() {
        var minutes = history.dividedBy(PARTITIONS_OF_HISTORY).toMinutes();
        return Duration.ofMinutes(Math.max(minutes, 1));
    }

    private Instant floor(Instant time) {
        var width = width().toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), width) * width);
    }

    private static String literal(Instant time) {
        return "'" + time + "'";
    }
}
