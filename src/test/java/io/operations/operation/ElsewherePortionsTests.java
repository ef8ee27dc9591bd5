package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.FreshDatabase;
import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.operation.Rows.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/** Row K and fault B9: what a member reads of others comes in portions, of which none misses or repeats a row. */
@ServiceTest
@TestPropertySource(properties = "operations.synchronize-interval=1h") // with tables of its own
@ContextConfiguration(initializers = FreshDatabase.class)
class ElsewherePortionsTests {

    private static final int MANY = 250;
    private static final UUID OTHER = UUID.randomUUID();

    private final ElsewhereRepository elsewhere;
    private final OperationRepository operations;
    private final TestClock clock;
    private final Rows rows;
    private final JdbcClient jdbc;

    ElsewherePortionsTests(
            ElsewhereRepository elsewhere, OperationRepository operations, TestClock clock, JdbcClient jdbc) {
        this.elsewhere = elsewhere;
        this.operations = operations;
        this.clock = clock;
        this.rows = new Rows(jdbc);
        this.jdbc = jdbc;
    }

    @AfterEach
    void clear() {
        jdbc.sql("TRUNCATE active_operation, final_operation").update();
    }

    private Instant since() {
        return clock.instant().minusSeconds(60);
    }

    /** All at one moment, as the ends of one commit are. */
    private void end(@Nullable String parent, int children) {
        jdbc.sql("""
                        INSERT INTO final_operation (id, project, type, class, entity_url, resources, created_at, finished_at,
                                                     status_code, error, error_code, metadata, location, attempt, parent, child_count)
                        SELECT gen_random_uuid(), 'default', 'noop', 1, '/1.0', '{}', now() - interval '20 s', date_trunc('second', now()),
                               200, '', 0, '{}', 'm9', 1, CAST(:parent AS uuid), :children
                          FROM generate_series(1, :number)""")
                .param("parent", parent)
                .param("children", children)
                .param("number", MANY)
                .update();
    }

    private List<OperationRow> ended() {
        var told = new ArrayList<OperationRow>();
        elsewhere.endedSince("m9", since(), since(), told::add);
        return told;
    }

    private static List<UUID> ids(List<OperationRow> rows) {
        return rows.stream().map(it -> it.header().id()).toList();
    }

    @Test
    void tellsOfEachThatEndedOnce() {
        end(null, 0);

        assertThat(ids(ended())).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test
    void tellsOfChildrenBeforeTheirParent() {
        end(null, 0);
        var parent = jdbc.sql("SELECT id FROM final_operation LIMIT 1")
                .query(UUID.class)
                .single();
        jdbc.sql("UPDATE final_operation SET child_count = :number WHERE id = :id")
                .param("number", MANY)
                .param("id", parent)
                .update();
        end(parent.toString(), 0);

        var ids = ids(ended());

        assertThat(ids).hasSize(2 * MANY).doesNotHaveDuplicates();
        assertThat(ended().stream()
                        .filter(it -> parent.equals(it.header().family().parent())))
                .hasSize(MANY)
                .allSatisfy(it -> assertThat(ids.indexOf(it.header().id())).isLessThan(ids.indexOf(parent)));
    }

    @Test
    void tellsOfEachThatHasChangedOnce() {
        var now = clock.instant();
        for (var i = 0; i < MANY; i++) rows.insert(Row.ofOwner(OTHER, now));
        var location = jdbc.sql("SELECT location FROM active_operation LIMIT 1")
                .query(String.class)
                .single();
        var told = new ArrayList<OperationRow>();

        elsewhere.changedSince(location, since(), told::add);

        assertThat(ids(told)).hasSize(MANY).doesNotHaveDuplicates();
    }

    /** However many children the families have that have ended: who asks for more than it wants looks in another way. */
    @Test
    void returnsNoMoreOfTheLatestThanIsAskedFor() {
        end(null, 0);
        var parent = jdbc.sql("SELECT id FROM final_operation LIMIT 1")
                .query(UUID.class)
                .single();
        jdbc.sql("UPDATE final_operation SET child_count = 1 WHERE id = :id")
                .param("id", parent)
                .update();
        end(parent.toString(), 0);

        assertThat(elsewhere.endedLately(Duration.ofMinutes(1), 100)).hasSize(100);
    }

    @Test
    void returnsRequestsAndTokensByTheirIds() {
        for (var i = 0; i < 5; i++) rows.insert(Row.ofOwner(OTHER, clock.instant()));
        jdbc.sql("UPDATE active_operation SET cancel_requested_at = now()").update();

        var first = elsewhere.cancelRequested(OTHER, AbandonedRepository.START, 3);
        var second = elsewhere.cancelRequested(OTHER, first.getLast(), 3);

        assertThat(first).hasSize(3).doesNotContainAnyElementsOf(second);
        assertThat(second).hasSize(2);
        assertThat(operations.tokens("noop", AbandonedRepository.START, 3)).isEmpty();
    }
}
