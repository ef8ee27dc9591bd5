package io.operations.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.FreshDatabase;
import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.member.MemberStatements;
import io.operations.operation.OperationStatements;
import io.operations.operation.UsageStatements;
import io.operations.requestor.RequestorStatements;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** What is recorded of the release that is being made is what today's code executes. */
@ServiceTest
@DirtiesContext
@Import(RecordedStatementsTests.Heard.class)
@ContextConfiguration(initializers = FreshDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedStatementsTests {

    /** The one command to record anew. Statements and schema belong together, so both are. */
    private static final String RECORD = "./mvnw test -Dtest=RecordedStatementsTests -Dreleases.record=true";

    private static final String PROJECT = "while";

    private final List<Step> steps;
    private final List<String> tables;

    @TestConfiguration(proxyBeanMethods = false)
    static class Heard {

        @Bean
        static Recording recording() {
            return new Recording();
        }

        @Bean
        static BeanPostProcessor hearing(Recording recording) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource source ? recording.of(source) : bean;
                }
            };
        }
    }

    RecordedStatementsTests(ConfigurableApplicationContext context, Recording recording, JdbcClient jdbc) {
        tables = jdbc.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                        + " AND table_name NOT LIKE 'databasechangelog%' AND table_name NOT LIKE 'final_operation_%'")
                .query((row, _) -> row.getString(1))
                .list();
        // Nothing of the service itself runs, and nothing is there that a new database does not have.
        context.stop();
        empty(jdbc);
        recording.start();
        execute(context);
        steps = recording.stop();
        record();
    }

    private static void empty(JdbcClient jdbc) {
        jdbc.sql("TRUNCATE active_operation, member, idempotency_key, certificate, project_usage, lifecycle_event")
                .update();
        jdbc.sql("SELECT 'DROP TABLE ' || inhrelid::regclass FROM pg_inherits"
                        + " WHERE inhparent = 'final_operation'::regclass")
                .query((row, _) -> row.getString(1))
                .list()
                .forEach(it -> jdbc.sql(it).update());
    }

    private static void execute(ConfigurableApplicationContext context) {
        var requestors = new RequestorStatements(context, PROJECT);
        var members = new MemberStatements(context);
        requestors.make(context.getBean(TestClock.class).instant());
        var member = members.join();
        var operations = new OperationStatements(context, PROJECT, member);
        operations.execute();
        new UsageStatements(context, PROJECT, member).execute();
        var marked = requestors.mark();
        operations.deleteProject();
        requestors.delete(marked);
        operations.forgetAll();
        members.leave(member);
    }

    /** With the numbers of rows that they change or return on a database of their own. */
    private void record() {
        if (Boolean.getBoolean("releases.record")) {
            var replay = Schema.create().migratedBy(Schema.TODAY).replay(steps);
            assertThat(replay.failures()).isEmpty();
            Release.next().record(replay.steps());
        }
    }

    @Test
    void areThoseOfToday() {
        assertThat(Release.next())
                .as("record it: %s", RECORD)
                .matches(Release::isRecorded)
                .extracting(it -> Release.shapes(it.steps()))
                .as("the code has changed; if that is meant, record it: %s", RECORD)
                .isEqualTo(Release.shapes(steps));
    }

    @Test
    void areOnTheSchemaOfToday() {
        assertThat(Release.next().changeLog())
                .as("the schema has changed; if no release has these change sets, record it: %s", RECORD)
                .isEqualTo(Release.changeLogOfToday());
    }

    /** Or what is not asked of the schema here could go on to be asked by old members. */
    @Test
    void areAllThatTheCodeHas() {
        assertThat(SqlInCode.about(tables).partsMissingIn(shapes()))
                .as("nothing in MemberStatements, OperationStatements, RequestorStatements executes these")
                .isEmpty();
    }

    private Set<String> shapes() {
        return Release.shapes(steps);
    }

    @Test
    void findSomethingToChange() {
        var replay = Schema.create().migratedBy(Schema.TODAY).replay(steps);

        assertThat(replay.failures()).isEmpty();
        var hits = Release.shapes(replay.steps().stream()
                .filter(it -> it.rows() == null || it.rows() > 0)
                .toList());
        assertThat(shapes())
                .filteredOn(it -> !hits.contains(it))
                .filteredOn(it -> !it.contains(" judge.") && !it.contains("heartbeat_at > now() + "))
                .as(
                        "what finds nothing shows little; members are not given up within milliseconds, nor does the clock go back")
                .isEmpty();
    }
}
