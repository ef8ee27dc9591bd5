package io.operations.benchmark;

import javax.sql.DataSource;

/** Another job engine, to be measured beside the service. There are some in the profile of the benchmark only. */
public interface Peer {

    /** With its version, and how it is set up. */
    String name();

    /** As it is best run. */
    int connections();

    /** How many a run has: fewer where it would take minutes. */
    int jobs();

    /** Creates its tables where they are not; runs nothing yet. */
    Engine open(DataSource database, Runnable job) throws Exception;

    /** One that has been opened. */
    interface Engine extends AutoCloseable {

        /** Begins to run what there is, and what comes. */
        void work() throws Exception;

        /** One durable job: returns after its commit. */
        void enqueue(String key, String payload) throws Exception;

        /** The query that counts what waits or runs. */
        String unfinished();
    }
}
