package io.operations.member;

import io.operations.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The member table and nothing else, in a database of its own, with a count of all heartbeats. */
final class MemberTable {

    private static final String COUNT_BEATS = """
            CREATE SEQUENCE beats;
            CREATE FUNCTION count_beat() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM nextval(''beats''); RETURN NEW; END';
            CREATE TRIGGER count_beat BEFORE UPDATE ON member FOR EACH ROW
                WHEN (NEW.heartbeat_at > OLD.heartbeat_at) EXECUTE FUNCTION count_beat()""";

    private MemberTable() {}

    static DataSource create() throws IOException {
        var database = TestDatabase.create();
        var dataSource = new DriverManagerDataSource(database.url(), database.username(), database.password());
        var jdbc = JdbcClient.create(dataSource);
        for (var changelog : List.of("member.sql", "member-ports.sql", "member-keys.sql", "member-session.sql")) {
            jdbc.sql(new ClassPathResource("db/changelog/" + changelog).getContentAsString(StandardCharsets.UTF_8))
                    .update();
        }
        jdbc.sql(COUNT_BEATS).update();
        return dataSource;
    }
}
