package io.operations.member;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Listens to hints on a connection of its own, and connects again whenever that breaks. Looks each second who is there. */
@Component
class HintListener implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HintListener.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Hints hints;
    private final Membership membership;
    private final String url;
    private final Properties properties;
    private volatile boolean running;
    private volatile @Nullable HintConnection connected;
    private @Nullable Thread thread;
    private @Nullable ScheduledExecutorService looker;

    // Of the listening thread only.
    private boolean deaf;

    HintListener(
            Hints hints,
            Membership membership,
            HintSettings settings,
            JdbcConnectionDetails database,
            DataSource dataSource) {
        this.hints = hints;
        this.membership = membership;
        this.url = JdbcUrl.withoutTimeouts(url(settings, database));
        this.properties = properties(database, dataSource);
    }

    private static String url(HintSettings settings, JdbcConnectionDetails database) {
        return settings.url() == null || settings.url().isBlank()
                ? database.getJdbcUrl()
                : JdbcUrl.requirePostgreSql(settings.url(), "operations.member.hints.url");
    }

    private static Properties properties(JdbcConnectionDetails database, DataSource dataSource) {
        var properties = new Properties();
        if (dataSource instanceof HikariDataSource pool) properties.putAll(pool.getDataSourceProperties());
        put(properties, "user", database.getUsername());
        put(properties, "password", database.getPassword());
        properties.put("connectTimeout", "3");
        properties.put("ApplicationName", "operation-service hints");
        return properties;
    }

    private static void put(Properties properties, String name, @Nullable String value) {
        if (value != null) properties.put(name, value);
    }

    @Override
    public synchronized void start() {
        if (running) return;
        running = true;
        look();
        // On a thread of its own: the listening one may hang in connecting.
        looker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("membership").daemon().factory());
        var _ = looker.scheduleWithFixedDelay(this::look, LOOK.toNanos(), LOOK.toNanos(), TimeUnit.NANOSECONDS);
        thread = Thread.ofPlatform().name("hint-listener").daemon().start(this::listenUntilStopped);
    }

    private void listenUntilStopped() {
        while (running) {
            try (var connection = HintConnection.open(url, properties)) {
                connected = connection;
                noteHearing();
                // What this member tells of itself it hears as well, if it hears anything.
                hints.notHeard();
                hints.tellOfMe();
                hints.missed();
                listen(connection);
            } catch (SQLException e) {
                noteDeaf(e);
                if (running) LockSupport.parkNanos(LOOK.toNanos());
            } catch (RuntimeException | Error e) {
                // What gets past here would be the end of listening.
                LOG.error("Failed to listen to other members", e);
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }

    private void listen(HintConnection connection) throws SQLException {
        while (running) {
            hints.heard(connection.next(LOOK));
        }
    }

    private void look() {
        try {
            membership.refresh();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("Who is there cannot be told while the database is away", e);
        } catch (RuntimeException | Error e) {
            // What gets past here would be the last look.
            LOG.error("Failed to tell who is there", e);
        }
    }

    private void noteDeaf(SQLException reason) {
        if (!deaf && running) LOG.warn("Cannot listen to other members: {}", reason.getMessage());
        deaf = true;
        hints.notHeard();
    }

    private void noteHearing() {
        if (deaf) LOG.info("Listens to other members again");
        deaf = false;
    }

    @Override
    public synchronized void stop() {
        running = false;
        var waiting = connected;
        if (waiting != null) waiting.abort();
        // Not by an interrupt, which would cut a connection of the pool.
        if (looker != null) looker.shutdown();
        if (thread == null) return;
        try {
            thread.join(LOOK.multipliedBy(2));
            thread = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return MemberService.PHASE + 2;
    }
}
