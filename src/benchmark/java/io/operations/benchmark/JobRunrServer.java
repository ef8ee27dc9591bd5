package io.operations.benchmark;

import java.time.Duration;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.BackgroundJobRequest;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

/** One table, what has succeeded kept. It polls, and no more often than this. */
public final class JobRunrServer implements Peer {

    private static final Duration LEAST_POLL = Duration.ofSeconds(5);
    private static final int WORKERS = 32;

    // It makes the handler itself.
    private static volatile Runnable job = () -> {};

    @Override
    public String name() {
        return "JobRunr 8.7, poll 5 s (its least), 32 workers";
    }

    @Override
    public int connections() {
        return 50;
    }

    @Override
    public int jobs() {
        return 4_000;
    }

    @Override
    public Engine open(DataSource database, Runnable work) {
        job = work;
        JobRunr.configure()
                .useJsonMapper(new Jackson3JsonMapper())
                .useStorageProvider(new PostgresStorageProvider(database))
                .useBackgroundJobServer(
                        BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                                .andWorkerCount(WORKERS)
                                .andPollInterval(LEAST_POLL),
                        false)
                .initialize();
        return new Running(JobRunr.getBackgroundJobServer());
    }

    /** Its name is what JobRunr stores. */
    public record Request(String payload) implements JobRequest {
        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /** Made by JobRunr for each job. */
    public static final class Handler implements JobRequestHandler<Request> {
        @Override
        public void run(Request request) {
            job.run();
        }
    }

    private record Running(BackgroundJobServer server) implements Engine {

        @Override
        public void work() {
            server.start();
        }

        @Override
        public void enqueue(String key, String payload) {
            BackgroundJobRequest.enqueue(new Request(payload));
        }

        @Override
        public String unfinished() {
            return "SELECT count(*) FROM jobrunr_jobs WHERE state IN ('ENQUEUED', 'PROCESSING')";
        }

        @Override
        public void close() {
            JobRunr.destroy();
        }
    }
}
