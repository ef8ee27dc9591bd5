package io.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestDatabaseTests {

    @Test
    void givesEachCallerADatabaseOfItsOwn() throws SQLException {
        var first = TestDatabase.create();
        var second = TestDatabase.create();

        execute(first, "CREATE TABLE mine (id int)");
        execute(second, "CREATE TABLE mine (id int)");

        assertThat(first.url()).isNotEqualTo(second.url());
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), database.username(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
