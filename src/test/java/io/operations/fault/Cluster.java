package io.operations.fault;

import io.operations.Scrape;
import io.operations.fault.Replica.Contact;
import io.operations.promise.OwnPostgres;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Several members on one PostgreSQL, each with its own way there. What looks at the database itself goes past them. */
final class Cluster implements AutoCloseable {

    private final OwnPostgres postgres;
    private final JdbcClient jdbc;
    private final List<Replica> replicas;
    private final Map<Replica, Boolean> unreachable = new ConcurrentHashMap<>();
    private long fenced;

    Cluster(Path folder, int members) {
        postgres = OwnPostgres.durable(folder.resolve("postgresql"));
        jdbc = JdbcClient.create(new DriverManagerDataSource(postgres.url(), "postgres", ""));
        replicas = IntStream.rangeClosed(1, members)
                .mapToObj(it -> new Replica(folder, "m" + it, postgres.port()))
                .toList();
        replicas.forEach(Replica::awaitStarted);
    }

    OwnPostgres postgres() {
        return postgres;
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    List<Replica> replicas() {
        return replicas;
    }

    /** Where clients go: not to a process that has ended, which whoever balances load would know. */
    List<Contact> contacts() {
        return replicas.stream()
                .filter(it -> !unreachable.containsKey(it))
                .map(Replica::contact)
                .toList();
    }

    void unreachable(Replica replica) {
        unreachable.put(replica, true);
    }

    void reachable(Replica replica) {
        unreachable.remove(replica);
    }

    /** Takes down what a member has counted, before it is gone. */
    synchronized void countFenced(Replica replica) {
        fenced += (long) Scrape.of(replica.api()).sum("operations_fenced_writes_total");
    }

    synchronized long fenced() {
        return fenced;
    }

    /** The process that has a name just now, if it owns anything. */
    Collection<UUID> owners(String member) {
        return jdbc.sql("""
                        SELECT DISTINCT owner FROM active_operation
                          JOIN member ON incarnation = owner AND name = :name AND offline_at IS NULL""").param("name", member).query(UUID.class).list();
    }

    boolean ownAnything(Collection<UUID> incarnations) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM active_operation WHERE owner = ANY (:owners) AND status_code < 200)")
                .param("owners", incarnations.toArray(UUID[]::new))
                .query(Boolean.class)
                .single();
    }

    /** Whether these processes were not given up, and say again that they live. */
    boolean areBack(Collection<UUID> incarnations) {
        return jdbc.sql("""
                        SELECT count(*) = :count FROM member
                         WHERE incarnation = ANY (:owners) AND offline_at IS NULL
                           AND heartbeat_at > clock_timestamp() - INTERVAL '1 second'""")
                .param("owners", incarnations.toArray(UUID[]::new))
                .param("count", incarnations.size())
                .query(Boolean.class)
                .single();
    }

    long countActive() {
        return jdbc.sql("SELECT count(*) FROM active_operation")
                .query(Long.class)
                .single();
    }

    void terminateBackends() {
        jdbc.sql("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()""").query(Long.class).single();
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        postgres.close();
    }
}
