package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseCheckTests {

    private static final String PLACE = "jdbc:postgresql://db/operations";

    @Test
    void refusesAPostgreSqlOlderThan15() {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> DatabaseCheck.requireSupported(14, "14.20", PLACE))
                .withMessage("the database at " + PLACE + " is PostgreSQL 14.20; 15 is the oldest that will do.");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18, 19})
    void acceptsPostgreSqlFrom15On(int major) {
        assertThatNoException().isThrownBy(() -> DatabaseCheck.requireSupported(major, major + ".1", PLACE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/operations",
                "jdbc:postgresql://db/operations?user=me&password=geheim",
                "jdbc:postgresql://me:geheim@db/operations",
                "jdbc:postgresql://me:ge@heim@db/operations?sslpassword=geheim"
            })
    void cutsCredentialsFromUrls(String url) {
        assertThat(DatabaseCheck.withoutCredentials(url)).isEqualTo(PLACE);
    }
}
