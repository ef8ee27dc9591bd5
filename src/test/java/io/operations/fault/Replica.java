package io.operations.fault;

import io.operations.Api;
import io.operations.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One place of the cluster, and the process that has it just now: its way to the database is a {@link Proxy} of its own. */
final class Replica implements AutoCloseable {

    static final Duration THRESHOLD = Duration.ofMillis(2_500);

    private static final int MOST_STARTS = 10;
    private static final List<String> SETTINGS = List.of(
            "--operations.member.heartbeat-interval=400ms",
            "--operations.member.offline-threshold=" + THRESHOLD.toMillis() + "ms",
            "--operations.shutdown.timeout=3s",
            "--operations.synchronize-interval=10s",
            "--logging.level.io.operations.operation=warn",
            "--spring.datasource.username=postgres",
            "--spring.datasource.hikari.connection-init-sql=SET idle_in_transaction_session_timeout = '2s'",
            "--spring.datasource.hikari.connection-timeout=1000",
            "--spring.datasource.hikari.data-source-properties.socketTimeout=3");

    private final Path folder;
    private final String place;
    private final Proxy proxy;
    private int generation = 1;
    private volatile String name;
    private volatile ServiceProcess process;
    private volatile Api api;
    private volatile Contact contact;

    /** Where clients reach it, and what it calls itself. */
    record Contact(String member, String address) {}

    Replica(Path folder, String place, int database) {
        this.folder = folder;
        this.place = place;
        this.proxy = new Proxy(database);
        this.name = place;
        this.process = launch();
        // A run that is broken off leaves no service behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.close()));
    }

    private ServiceProcess launch() {
        var ours = List.of(
                "--operations.member.name=" + name,
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres");
        return ServiceProcess.start(
                folder, Stream.concat(SETTINGS.stream(), ours.stream()).toArray(String[]::new));
    }

    /** Waits until it serves. One that gives up, because the database goes away at the wrong moment, is started again. */
    void awaitStarted() {
        for (var starts = 1; true; starts++) {
            try {
                api = process.awaitStarted().api();
                contact = new Contact(name, api.base());
                return;
            } catch (AssertionError e) {
                if (starts == MOST_STARTS || process.isAlive()) throw e;
                process = launch();
            }
        }
    }

    /** A new process. Under the old name, as where names belong to places, or under another, as new pods have it. */
    void startAgain(boolean sameName) {
        if (!sameName) name = place + "-" + ++generation;
        process = launch();
        awaitStarted();
    }

    String name() {
        return name;
    }

    Contact contact() {
        return contact;
    }

    Api api() {
        return api;
    }

    Proxy proxy() {
        return proxy;
    }

    ServiceProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
        proxy.close();
    }
}
