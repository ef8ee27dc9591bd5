package io.operations.operation;

import io.operations.requestor.Visibility;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lists operations: hands rows to a reader as they come from PostgreSQL, a few at a time, until the reader has enough. So a list
 * takes the memory of what its reader keeps, however many there are and however large.
 */
@Repository
class ListRepository {

    private static final String DEFAULT_PROJECT = "default";
    private static final String SERVER = "";

    private static final Shape<OperationRow> ROWS = new Shape<>(
            new OperationRowMapper(),
            it -> it.header().id(),
            // Rows of the largest size make 8 MiB.
            16,
            ListSql.ROWS,
            ListSql.BULK_ROWS,
            ListSql.HISTORY_ROWS);

    private static final Shape<ListedOperation> URLS = new Shape<>(
            ListedOperation::of, ListedOperation::id, 1_000, ListSql.URLS, ListSql.BULK_URLS, ListSql.HISTORY_URLS);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Readers readers;
    private final Clock clock;
    private final OperationSettings.Retention retention;

    /** How much of each row is read. */
    private record Shape<T>(
            RowMapper<T> mapper, Function<T, UUID> id, int fetch, String list, String bulk, String history) {}

    ListRepository(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Readers readers,
            Clock clock,
            OperationSettings settings) {
        this.jdbc = jdbc;
        this.readers = readers;
        this.clock = clock;
        this.retention = settings.retention();
        // A cursor lives as long as its transaction.
        transaction = new TransactionTemplate(transactions);
        transaction.setReadOnly(true);
    }

    /**
     * Active operations and those that became final not long ago, by id, without children.
     *
     * @param reader takes a row and says whether it wants more; it is offered one more than the limit
     */
    void list(ListQuery query, Predicate<OperationRow> reader) {
        list(query, ROWS, reader);
    }

    void listUrls(ListQuery query, Predicate<ListedOperation> reader) {
        list(query, URLS, reader);
    }

    private <T> void list(ListQuery query, Shape<T> shape, Predicate<T> reader) {
        inTransaction(() -> {
            try (var listed = listed(query, shape, shape.list, retention.listed());
                    // After the others: what ends in between is in both, and not in neither.
                    var bulk = listed(query, shape, shape.bulk, retention.bulkListed())) {
                new MergedRows<>(listed.iterator(), bulk.iterator(), shape.id).forEachWhile(reader);
            }
        });
    }

    private <T> Stream<T> listed(ListQuery query, Shape<T> shape, String sql, Duration age) {
        return visible(jdbc.sql(sql).withFetchSize(shape.fetch), query.visibility())
                .param("projects", projects(query.project()))
                .param("since", since(age))
                .param("after", query.afterOrFirst())
                .param("limit", query.limit() + 1)
                .query(shape.mapper)
                .stream();
    }

    /** A page of what is and was, newest first. */
    void history(OperationFilter filter, Predicate<OperationRow> reader) {
        history(filter, ROWS, reader);
    }

    void historyUrls(OperationFilter filter, Predicate<ListedOperation> reader) {
        history(filter, URLS, reader);
    }

    private <T> void history(OperationFilter filter, Shape<T> shape, Predicate<T> reader) {
        var status = filter.status();
        var statement = visible(jdbc.sql(shape.history).withFetchSize(shape.fetch), filter.visibility())
                .param("projects", projects(filter.project()))
                .param("type", filter.type())
                .param("status", status == null ? null : status.code())
                .param("entityUrl", filter.entityUrl())
                .param("before", filter.before())
                .param("least", Ids.least(filter.createdAfterOrEver()))
                .param("createdAfter", Columns.at(filter.createdAfterOrEver()))
                .param("limit", filter.limit() + 1)
                .param("horizon", Columns.at(horizon()));
        read(statement, shape.mapper, reader);
    }

    /** The children of a parent after one of them, active and final, by id. */
    void children(UUID parent, UUID after, Predicate<OperationRow> reader) {
        var statement = jdbc.sql(ListSql.CHILDREN)
                .withFetchSize(ROWS.fetch)
                .param("parent", parent)
                .param("after", after)
                .param("created", Columns.at(Ids.time(parent)));
        read(statement, ROWS.mapper, reader);
    }

    private <T> void read(StatementSpec statement, RowMapper<T> mapper, Predicate<T> reader) {
        inTransaction(() -> {
            try (var rows = statement.query(mapper).stream()) {
                var _ = rows.allMatch(reader);
            }
        });
    }

    private void inTransaction(Runnable reading) {
        readers.read(() -> transaction.execute(_ -> {
            reading.run();
            return true;
        }));
    }

    /** So long ago, but not before what is forgotten. */
    private OffsetDateTime since(Duration age) {
        var bounded = age.compareTo(retention.history()) < 0 ? age : retention.history();
        return Columns.at(clock.instant().minus(bounded));
    }

    private Instant horizon() {
        return clock.instant().minus(retention.history());
    }

    private static StatementSpec visible(StatementSpec statement, Visibility visibility) {
        return statement
                .param("visible", visibility.projects() == null ? null : Columns.of(visibility.projects()))
                .param("viewer", visibility.viewer().username())
                .param("viewerProtocol", visibility.viewer().protocol());
    }

    private static @Nullable SqlArrayValue projects(@Nullable String project) {
        if (project == null) {
            return null;
        }
        return Columns.of(project.equals(DEFAULT_PROJECT) ? List.of(project, SERVER) : List.of(project));
    }
}
