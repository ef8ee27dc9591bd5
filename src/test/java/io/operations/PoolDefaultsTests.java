package io.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row B5: of several servers, only the one that takes writes is connected to. */
class PoolDefaultsTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://a,b/c                          | primary",
                "jdbc:postgresql://a:1,b:2/c?sslmode=require      | primary",
                "jdbc:postgresql://a,b/c?targetServerType=any     |",
                "jdbc:postgresql://a/c                            |",
                "jdbc:postgresql://a/c?options=-c%20x=1,2         |"
            })
    void prefersThePrimaryOfSeveralHosts(String url, String target) {
        try (var pool = prepared(url)) {
            assertThat(pool.getDataSourceProperties().getProperty("targetServerType"))
                    .isEqualTo(target);
        }
    }

    @Test
    void leavesWhatAnOperatorHasSet() {
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:postgresql://a,b/c");
            pool.addDataSourceProperty("targetServerType", "preferPrimary");

            new PoolDefaults().postProcessAfterInitialization(pool, "dataSource");

            assertThat(pool.getDataSourceProperties()).containsEntry("targetServerType", "preferPrimary");
        }
    }

    private static HikariDataSource prepared(String url) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        new PoolDefaults().postProcessAfterInitialization(pool, "dataSource");
        return pool;
    }
}
