package io.operations.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a member has prepared before others change the schema it goes on to execute. PostgreSQL would refuse it where the
 * columns that it returns are not the same any more, as with an asterisk.
 */
class PreparedTests {

    private static final List<String> TABLES = List.of(
            "active_operation",
            "final_operation",
            "member",
            "project",
            "certificate",
            "idempotency_key",
            "project_usage");

    @Test
    void isExecutedAfterTheSchemaHasBeenExpanded() throws SQLException {
        var schema = Schema.create().migratedBy(Schema.TODAY);
        var steps = Release.next().steps().stream()
                .filter(it -> it.isPreparable() && !it.isOfOnePartition())
                .toList();
        try (var connection = schema.connect();
                var statement = connection.createStatement()) {
            var prepared = IntStream.range(0, steps.size())
                    .mapToObj(i -> prepare(steps.get(i), "step_" + i, statement))
                    .toList();
            TABLES.forEach(it -> schema.execute("ALTER TABLE " + it + " ADD COLUMN later integer NOT NULL DEFAULT 0"));

            connection.setAutoCommit(false);
            assertThat(prepared.stream().flatMap(it -> refusal(it, connection).stream()))
                    .isEmpty();
        }
    }

    /** @return what executes it */
    private static String prepare(Step step, String name, Statement statement) {
        try {
            statement.execute(step.commands().getFirst().replaceFirst("step", name));
            return step.commands().getLast().replaceFirst("step", name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> refusal(String execute, Connection connection) {
        try (var statement = connection.createStatement()) {
            try {
                statement.execute(execute);
                return Optional.empty();
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            return Optional.of(e.getMessage() + ": " + execute);
        }
    }
}
