package io.operations.benchmark;

import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Its JDBC store: one job, a trigger for each run, triggers deleted when done. */
public final class QuartzScheduler implements Peer {

    private static final String JOB = "job";
    private static final String POOL = "peer";

    // It makes the job itself.
    private static volatile Runnable work = () -> {};

    @Override
    public String name() {
        return "Quartz 2.5, 10 threads, batches of 10, one member";
    }

    @Override
    public int connections() {
        return 30;
    }

    @Override
    public int jobs() {
        return 2_000;
    }

    @Override
    public Engine open(DataSource database, Runnable job) throws Exception {
        work = job;
        createTables(JdbcClient.create(database));
        DBConnectionManager.getInstance().addConnectionProvider(POOL, new Pool(database));
        var scheduler = new StdSchedulerFactory(properties()).getScheduler();
        scheduler.addJob(newJob(Work.class).withIdentity(JOB).storeDurably().build(), true);
        return new Running(scheduler);
    }

    private static void createTables(JdbcClient jdbc) throws IOException {
        var there = jdbc.sql("SELECT to_regclass('qrtz_triggers') IS NOT NULL").query(Boolean.class);
        if (there.single()) return;
        try (var sql = Scheduler.class.getResourceAsStream("/org/quartz/impl/jdbcjobstore/tables_postgres.sql")) {
            jdbc.sql(new String(sql.readAllBytes(), StandardCharsets.UTF_8)).update();
        }
    }

    private static Properties properties() {
        var properties = new Properties();
        Map.ofEntries(
                        Map.entry("scheduler.instanceName", UUID.randomUUID().toString()),
                        Map.entry("scheduler.instanceId", "AUTO"),
                        Map.entry("scheduler.skipUpdateCheck", "true"),
                        Map.entry("scheduler.batchTriggerAcquisitionMaxCount", "10"),
                        Map.entry("threadPool.class", "org.quartz.simpl.SimpleThreadPool"),
                        Map.entry("threadPool.threadCount", "10"),
                        Map.entry("jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX"),
                        Map.entry("jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate"),
                        Map.entry("jobStore.useProperties", "true"),
                        Map.entry("jobStore.isClustered", "false"),
                        Map.entry("jobStore.acquireTriggersWithinLock", "true"),
                        Map.entry("jobStore.dataSource", POOL))
                .forEach((key, value) -> properties.setProperty("org.quartz." + key, value));
        return properties;
    }

    private record Pool(DataSource database) implements ConnectionProvider {

        @Override
        public Connection getConnection() throws java.sql.SQLException {
            return database.getConnection();
        }

        @Override
        public void shutdown() {
            // It belongs to whoever opened the engine.
        }

        @Override
        public void initialize() {
            // It is.
        }
    }

    /** Made by Quartz for each run. */
    public static final class Work implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            work.run();
        }
    }

    private record Running(Scheduler scheduler) implements Engine {

        @Override
        public void work() throws SchedulerException {
            scheduler.start();
        }

        @Override
        public void enqueue(String key, String payload) throws SchedulerException {
            scheduler.scheduleJob(newTrigger()
                    .forJob(JOB)
                    .withIdentity(key)
                    .usingJobData("payload", payload)
                    .startNow()
                    .build());
        }

        @Override
        public String unfinished() {
            return "SELECT (SELECT count(*) FROM qrtz_triggers) + (SELECT count(*) FROM qrtz_fired_triggers)";
        }

        @Override
        public void close() throws SchedulerException {
            scheduler.shutdown(true);
        }
    }
}
