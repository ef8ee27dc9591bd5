package io.operations.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Operations that wait, thousands of them if need be, of a type that no member of a test knows unless it says so. */
record Queue(JdbcClient jdbc) {

    static final List<String> TYPES = List.of("foreign");

    /** More than enough. */
    static final QueueRepository.Room ROOM = new QueueRepository.Room(Long.MAX_VALUE, true);

    private static final Instant LONG_AGO = Instant.parse("2026-11-23T00:00:00Z");

    /** Each call takes a millisecond of its own: within one the count of ids is used up by a few thousand. */
    private static final AtomicInteger CALLS = new AtomicInteger();

    /** So many in a project, the oldest first, each with this priority. The project need not exist. */
    List<UUID> add(String project, int number, int priority) {
        return add(project, "", number, priority);
    }

    /** The same, scheduled by a caller of that name. */
    List<UUID> add(String project, String caller, int number, int priority) {
        var ids = Ids.next(LONG_AGO.plusMillis(CALLS.getAndIncrement()), number);
        jdbc.sql("""
                        INSERT INTO active_operation (
                               id, project, type, class, entity_url, resources, inputs, created_at, updated_at, status_code,
                               metadata, location, attempt, priority,
                               requestor_username, requestor_protocol, requestor_address)
                        SELECT id, :project, 'foreign', 4, '/1.0', '{}', '{}', :at, :at, 105, '{}', 'elsewhere', 0, :priority,
                               :caller, 'tls', ''
                          FROM unnest(:ids) AS t (id)""")
                .param("project", project)
                .param("at", Columns.at(LONG_AGO))
                .param("priority", priority)
                .param("caller", caller)
                .param("ids", ids.toArray(UUID[]::new))
                .update();
        return ids;
    }

    /** Has them wait for their next attempt for so long after this time. */
    void delay(List<UUID> ids, Instant now, Duration delay) {
        jdbc.sql("UPDATE active_operation SET due_at = :due, failures = 1 WHERE id = ANY (:ids)")
                .param("due", Columns.at(now.plus(delay)))
                .param("ids", ids.toArray(UUID[]::new))
                .update();
    }

    void clear() {
        jdbc.sql("DELETE FROM active_operation WHERE type = 'foreign'").update();
        jdbc.sql("VACUUM ANALYZE active_operation").update();
    }
}
