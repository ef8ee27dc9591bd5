package io.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All that a database holds. */
public final class Dump {

    private Dump() {}

    /** All rows of all tables, as text. */
    public static String of(JdbcClient jdbc) {
        var tables = jdbc.sql("""
                        SELECT c.oid::regclass::text FROM pg_class c
                         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')""").query(String.class).list();
        assertThat(tables).contains("active_operation", "member", "certificate");
        return tables.stream()
                .flatMap(table -> jdbc.sql("SELECT it::text FROM " + table + " it").query(String.class).list().stream())
                .collect(Collectors.joining("\n"));
    }
}
