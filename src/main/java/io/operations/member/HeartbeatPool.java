package io.operations.member;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Connections for heartbeats and nothing else. Whoever uses up the others, or runs a long statement, does not make this member
 * look dead; and what does not answer in time is given up while there is still time for another try.
 */
@Component
class HeartbeatPool implements DisposableBean {

    /** One for heartbeats, one for who starts or leaves meanwhile. */
    private static final int SIZE = 2;

    /** So many tries in vain fit into the time after which a member is given up. */
    private static final int TRIES = 4;

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Duration SHORTEST = Duration.ofMillis(250);

    private final DataSource database;
    private final @Nullable HikariDataSource own;

    HeartbeatPool(DataSource database, MemberSettings settings) throws SQLException {
        this.database = database;
        this.own = database.isWrapperFor(HikariDataSource.class)
                ? own(database.unwrap(HikariDataSource.class), patience(settings.offlineThreshold()))
                : null;
    }

    private static Duration patience(Duration threshold) {
        var patience = threshold.dividedBy(TRIES);
        return patience.compareTo(LONGEST) < 0 ? patience : LONGEST;
    }

    private static HikariDataSource own(HikariDataSource database, Duration patience) {
        var config = new HikariConfig();
        config.setPoolName("heartbeat");
        config.setJdbcUrl(database.getJdbcUrl());
        config.setUsername(database.getUsername());
        config.setPassword(database.getPassword());
        database.getDataSourceProperties().forEach((name, value) -> config.addDataSourceProperty("" + name, value));
        var seconds = Long.toString(Math.max(1, patience.toSeconds()));
        config.addDataSourceProperty("socketTimeout", seconds);
        config.addDataSourceProperty("connectTimeout", seconds);
        var connecting = patience.dividedBy(2).compareTo(SHORTEST) < 0 ? SHORTEST : patience.dividedBy(2);
        config.setConnectionTimeout(connecting.toMillis());
        config.setValidationTimeout(connecting.toMillis());
        config.setMaximumPoolSize(SIZE);
        config.setMinimumIdle(1);
        // Whether there is a database has been seen by others before; and it may be away when this one is made.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    DataSource dataSource() {
        return own == null ? database : own;
    }

    @Override
    public void destroy() {
        if (own != null) own.close();
    }
}
