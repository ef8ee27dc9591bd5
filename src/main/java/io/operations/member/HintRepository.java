package io.operations.member;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** What members tell each other: notifications, in a transaction of their own that nobody waits for. */
@Repository
class HintRepository {

    static final String CHANNEL = "operations";

    // Nothing is lost that matters if the database forgets this commit: so it need not wait for the disk.
    private static final String NOTIFY = """
            SELECT set_config('synchronous_commit', 'off', true), pg_notify(:channel, payload)
              FROM unnest(CAST(:payloads AS text[])) AS payload""";

    private final JdbcClient jdbc;

    HintRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void send(Collection<String> payloads) {
        jdbc.sql(NOTIFY)
                .param("channel", CHANNEL)
                .param("payloads", new SqlArrayValue("text", payloads.toArray()))
                .query((row, _) -> row.getRow())
                .list();
    }
}
