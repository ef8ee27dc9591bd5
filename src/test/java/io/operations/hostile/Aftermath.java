package io.operations.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.operations.Api;
import io.operations.Scrape;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What may not be there after the worst: rows, requests that go on, lines at level ERROR. Begun before it. */
final class Aftermath implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What callers have made; what the service does of its own accord has no requestor. */
    private static final String ROWS = """
            SELECT 'active ' || id FROM active_operation WHERE requestor_username IS NOT NULL
             UNION ALL SELECT 'final ' || id FROM final_operation WHERE requestor_username IS NOT NULL
             UNION ALL SELECT 'key ' || key FROM idempotency_key
             UNION ALL SELECT 'project ' || name FROM project
             UNION ALL SELECT 'certificate ' || fingerprint FROM certificate""";

    private final JdbcClient jdbc;
    private final Errors errors = new Errors();
    private final Set<String> rows;

    private static final class Errors extends AppenderBase<ILoggingEvent> {

        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR))
                lines.add(event.getLoggerName() + ": " + event.getFormattedMessage() + " " + event.getKeyValuePairs()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : " " + event.getThrowableProxy().getMessage()));
        }
    }

    Aftermath(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.rows = rows();
        errors.setContext(root().getLoggerContext());
        errors.start();
        root().addAppender(errors);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private Set<String> rows() {
        return new HashSet<>(jdbc.sql(ROWS).query(String.class).list());
    }

    /** Nothing was kept, nothing goes on, and nothing had to be reported. */
    void assertNothingIsLeft(Api trusted) {
        assertQuiet(trusted);
        // An operation that was running at first may be final by now.
        assertThat(rows()).allMatch(it -> rows.contains(it) || rows.contains(it.replace("final", "active")));
    }

    /** The same where operations were meant to be made. */
    void assertQuiet(Api trusted) {
        assertThat(errors.lines).isEmpty();
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).untilAsserted(() -> {
            var meters = Scrape.of(trusted);
            assertThat(meters.sum("api_requests_ongoing")).as("requests").isZero();
            assertThat(meters.sum("operations_waiters")).as("waiters").isZero();
            assertThat(meters.sum("event_listeners")).as("listeners").isZero();
        });
    }

    /** The service does what it is for. */
    static void assertServes(Api trusted) {
        trusted.get("/1.0").hasStatus(200);
        var done = trusted.await(
                trusted.schedule("{\"type\": \"noop\"}").hasStatus(202).id());
        assertThat(done.operationStatus()).isEqualTo("Success");
    }

    @Override
    public void close() {
        root().detachAppender(errors);
    }
}
