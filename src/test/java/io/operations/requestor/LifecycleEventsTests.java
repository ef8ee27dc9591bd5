package io.operations.requestor;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.FreshDatabase;
import io.operations.ServiceTest;
import io.operations.requestor.LifecycleEntry.Kind;
import io.operations.requestor.LifecycleEntry.Origin;
import io.operations.requestor.LifecycleEntry.Target;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/** Row "A security log": what is stored has a bound in time and, for each kind, in number. */
@ServiceTest
@ContextConfiguration(initializers = FreshDatabase.class)
class LifecycleEventsTests {

    private static final Duration LONG = Duration.ofDays(90);

    private final LifecycleEvents events;
    private final JdbcClient jdbc;

    LifecycleEventsTests(LifecycleEvents events, JdbcClient jdbc) {
        this.events = events;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE lifecycle_event").update();
    }

    private void store(Kind kind, int number) {
        events.store(IntStream.range(0, number)
                .mapToObj(it -> new LifecycleEntry(kind, "a" + it, "m1", "", "", Origin.NONE, Target.NONE, ""))
                .toList());
    }

    private List<LifecycleEntry> stored(Kind kind) {
        return events.page(new LifecycleQuery(null, Visibility.ALL, 10_000, Long.MAX_VALUE)).stream()
                .filter(it -> it.kind() == kind)
                .toList();
    }

    @Test
    void keepsTheNewestOfEachKind() {
        store(Kind.CHANGE, 3);
        store(Kind.STRANGER, 3_000);

        events.prune(LONG, 100);

        assertThat(stored(Kind.CHANGE)).hasSize(3);
        assertThat(stored(Kind.STRANGER))
                .hasSize(100)
                .first()
                .satisfies(it -> assertThat(it.action()).isEqualTo("a2999"));
    }

    /** By PostgreSQL's clock, which has written the time. */
    @Test
    void forgetsWhatIsTooOld() {
        store(Kind.CHANGE, 2_500);
        jdbc.sql("UPDATE lifecycle_event SET happened_at = now() - interval '91 days' WHERE action <> 'a7'")
                .update();

        events.prune(LONG, 100_000);

        assertThat(stored(Kind.CHANGE))
                .singleElement()
                .satisfies(it -> assertThat(it.action()).isEqualTo("a7"));
    }
}
