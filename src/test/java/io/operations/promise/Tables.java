package io.operations.promise;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is in the database, whatever the service says. */
record Tables(JdbcClient jdbc) {

    static Tables in(String url, String username, String password) {
        return new Tables(JdbcClient.create(new DriverManagerDataSource(url, username, password)));
    }

    /** By a URL with everything in it. */
    static Tables in(String url) {
        return new Tables(JdbcClient.create(new DriverManagerDataSource(url)));
    }

    /** One operation, active or final. */
    record Row(UUID id, int status, String error, int errorCode, int attempt, boolean owned) {}

    /** Of these operations those that are there. An operation that is there twice is a failure. */
    Map<UUID, Row> rows(Collection<UUID> ids) {
        return jdbc.sql("""
                        SELECT id, status_code AS status, '' AS error, 0 AS error_code, attempt, owner IS NOT NULL AS owned
                          FROM active_operation WHERE id = ANY (:ids)
                         UNION ALL
                        SELECT id, status_code, error, error_code, attempt, false FROM final_operation WHERE id = ANY (:ids)""").param("ids", ids.toArray(UUID[]::new)).query(Row.class).stream()
                .collect(Collectors.toMap(Row::id, Function.identity()));
    }

    /** The children of an operation, in order. */
    List<Row> children(UUID parent) {
        return jdbc.sql("SELECT id FROM active_operation WHERE parent = :parent UNION ALL"
                        + " SELECT id FROM final_operation WHERE parent = :parent ORDER BY id")
                .param("parent", parent)
                .query((row, _) -> row(row.getObject("id", UUID.class)))
                .list();
    }

    Row row(UUID id) {
        return rows(List.of(id)).get(id);
    }

    long countActive() {
        return jdbc.sql("SELECT count(*) FROM active_operation")
                .query(Long.class)
                .single();
    }
}
