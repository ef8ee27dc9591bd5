package io.operations.operation;

import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of operations as some member may have left them, whatever the service would do. */
final class Rows {

    /** Where the members are that left them. */
    static final String ELSEWHERE = "elsewhere";

    private final JdbcClient jdbc;

    Rows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What differs from a task of nobody in particular that runs. */
    record Row(
            OperationType type,
            int operationClass,
            int status,
            @Nullable UUID owner,
            Instant updatedAt,
            @Nullable UUID parent,
            int children,
            @Nullable Instant deadline) {

        static Row ofOwner(UUID owner, Instant updatedAt) {
            return new Row(RuleHooks.STEP, 1, 103, owner, updatedAt, null, 0, null);
        }

        static Row token(@Nullable Instant deadline, Instant updatedAt) {
            return new Row(RuleHooks.TOKEN, 3, 103, null, updatedAt, null, 0, deadline);
        }

        Row withClass(int next) {
            return new Row(type, next, status, owner, updatedAt, parent, children, deadline);
        }

        Row withStatus(int next) {
            return new Row(type, operationClass, next, owner, updatedAt, parent, children, deadline);
        }

        Row withChildren(int number) {
            return new Row(RuleHooks.BULK, operationClass, status, owner, updatedAt, parent, number, deadline);
        }

        Row childOf(UUID id) {
            return new Row(type, operationClass, status, owner, updatedAt, id, 0, deadline);
        }
    }

    /** A project that no other test uses. */
    String project() {
        var name = UUID.randomUUID().toString();
        jdbc.sql("INSERT INTO project (name, description, created_at) VALUES (:name, '', now())")
                .param("name", name)
                .update();
        return name;
    }

    UUID insert(Row row) {
        var id = Ids.next(row.updatedAt());
        jdbc.sql("""
                        INSERT INTO active_operation (
                               id, project, type, class, entity_url, resources, inputs, conflict_reference, created_at,
                               updated_at, status_code, metadata, owner, location, attempt, parent, child_count, deadline,
                               error, error_code)
                        VALUES (:id, 'default', :type, :class, '/1.0', '{}', '{}', :reference, :updated,
                               :updated, :status, '{"left": true}', :owner, 'elsewhere', 1, :parent, :children, :deadline,
                               :error, :errorCode)""").params(params(id, row)).update();
        return id;
    }

    private static Map<String, @Nullable Object> params(UUID id, Row row) {
        var failed = row.status() == 400;
        var params = new TreeMap<String, @Nullable Object>();
        params.put("id", id);
        params.put("type", row.type().name());
        params.put("class", row.operationClass());
        params.put("reference", row.status() < 200 ? id.toString() : null);
        params.put("updated", Columns.at(row.updatedAt()));
        params.put("status", row.status());
        params.put("owner", row.owner());
        params.put("parent", row.parent());
        params.put("children", row.children());
        params.put("deadline", row.deadline() == null ? null : Columns.at(row.deadline()));
        params.put("error", failed ? "no" : "");
        params.put("errorCode", failed ? RuleHooks.CODE : 0);
        return params;
    }

    /** A member that lives, for the time of a test. */
    UUID member() {
        var incarnation = UUID.randomUUID();
        jdbc.sql(
                        "INSERT INTO member (incarnation, name, heartbeat_at) VALUES (:id, 'elsewhere', now() + INTERVAL '1 hour')")
                .param("id", incarnation)
                .update();
        return incarnation;
    }

    void give(UUID id, UUID owner) {
        jdbc.sql(
                        "UPDATE active_operation SET owner = :owner, attempt = attempt + 1, location = 'elsewhere' WHERE id = :id")
                .param("owner", owner)
                .param("id", id)
                .update();
    }

    void release(UUID id) {
        jdbc.sql("UPDATE active_operation SET owner = NULL, status_code = 105 WHERE id = :id")
                .param("id", id)
                .update();
    }

    void locate(UUID id, String location) {
        jdbc.sql("UPDATE active_operation SET location = :location WHERE id = :id")
                .param("location", location)
                .param("id", id)
                .update();
    }

    /** All that is known of one, as PostgreSQL has it. */
    String text(UUID id) {
        return jdbc.sql("""
                        SELECT to_jsonb(a)::text FROM active_operation a WHERE id = :id
                         UNION ALL SELECT to_jsonb(f)::text FROM final_operation f WHERE id = :id""").param("id", id).query(String.class).single();
    }

    /** What a test leaves goes on for a moment. */
    void forgetWhenQuiet(LocalOperations local) {
        await().until(() -> local.all().isEmpty());
        forgetElsewhere();
    }

    void forgetElsewhere() {
        List.of(
                        "DELETE FROM active_operation WHERE location = 'elsewhere'",
                        "DELETE FROM member WHERE name = 'elsewhere'")
                .forEach(it -> jdbc.sql(it).update());
    }
}
