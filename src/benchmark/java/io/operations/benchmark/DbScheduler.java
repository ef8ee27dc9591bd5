package io.operations.benchmark;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One table, rows deleted when done. As fast as its settings make it here: it locks what it fetches, and starts at once what
 * its own process schedules.
 */
public final class DbScheduler implements Peer {

    private static final TaskDescriptor<String> JOB = TaskDescriptor.of("job", String.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int THREADS = 20;

    /** Of its own schema for PostgreSQL, less the index that only its priorities use. */
    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS scheduled_tasks (
              task_name text NOT NULL, task_instance text NOT NULL, task_data bytea, execution_time timestamptz NOT NULL,
              picked boolean NOT NULL, picked_by text, last_success timestamptz, last_failure timestamptz,
              consecutive_failures int, last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
              PRIMARY KEY (task_name, task_instance));
            CREATE INDEX IF NOT EXISTS execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX IF NOT EXISTS last_heartbeat_idx ON scheduled_tasks (last_heartbeat)""";

    @Override
    public String name() {
        return "db-scheduler 16.12, tuned";
    }

    @Override
    public int connections() {
        return 40;
    }

    @Override
    public int jobs() {
        return 20_000;
    }

    @Override
    public Engine open(DataSource database, Runnable job) {
        JdbcClient.create(database).sql(TABLE).update();
        var task = Tasks.oneTime(JOB).execute((_, _) -> job.run());
        return new Running(Scheduler.create(database, task)
                .threads(THREADS)
                .pollUsingLockAndFetch(4.0, 20.0)
                .pollingInterval(POLL)
                .enableImmediateExecution()
                .build());
    }

    private record Running(Scheduler scheduler) implements Engine {

        @Override
        public void work() {
            scheduler.start();
        }

        @Override
        public void enqueue(String key, String payload) {
            var instance = JOB.instance(key).data(payload).scheduledTo(Instant.now());
            if (!scheduler.scheduleIfNotExists(instance)) {
                throw new IllegalStateException("Not scheduled: " + key);
            }
        }

        @Override
        public String unfinished() {
            return "SELECT count(*) FROM scheduled_tasks";
        }

        @Override
        public void close() {
            scheduler.stop();
        }
    }
}
