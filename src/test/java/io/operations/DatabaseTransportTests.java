package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.operations.DatabaseSettings.TlsDemand;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the connection to the database is protected is found out on a PostgreSQL that has a certificate (row "TLS"). */
class DatabaseTransportTests {

    private static final String REMOTE = "jdbc:postgresql://db.example.com/operations";

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        var pem = folder.resolve("server.pem");
        new SelfSignedCertificate(pem, Clock.systemUTC()).pem();
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", pem.toString())
                .setServerConfig("ssl_key_file", pem.toString())
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static Connection connect(String mode) throws SQLException {
        var url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres&sslmode=" + mode;
        return DriverManager.getConnection(url);
    }

    @ParameterizedTest
    @CsvSource({"disable, false", "prefer, true", "require, true"})
    void knowsWhetherAConnectionIsEncrypted(String mode, boolean encrypted) throws SQLException {
        try (var connection = connect(mode)) {
            assertThat(DatabaseTransport.isEncrypted(connection)).isEqualTo(encrypted);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', false, not encrypted (sslmode=prefer)",
        "'', true, certificate is not checked (sslmode=prefer)",
        "?sslmode=require, true, certificate is not checked (sslmode=require)",
        "?sslmode=disable, false, not encrypted (sslmode=disable)",
    })
    void saysWhatIsMissing(String parameters, boolean encrypted, String says) {
        assertThat(DatabaseTransport.weakness(REMOTE + parameters, encrypted)).contains(says);
    }

    @ParameterizedTest
    @CsvSource({"verify-full", "verify-ca"})
    void missesNothingWhereTheCertificateIsChecked(String mode) {
        assertThat(DatabaseTransport.weakness(REMOTE + "?sslmode=" + mode, true))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://127.0.0.1:5432/ops, true",
        "jdbc:postgresql://[::1]:5432/ops, true",
        "jdbc:postgresql:ops, true",
        "jdbc:postgresql://localhost/ops, true",
        "jdbc:postgresql://10.0.0.7/ops, false",
        "jdbc:postgresql://localhost.example.com/ops, false",
        "'jdbc:postgresql://localhost,db.example.com/ops', false",
    })
    void asksNothingOfThisMachine(String url, boolean here) {
        assertThat(DatabaseTransport.isOnThisMachine(url)).isEqualTo(here);
    }

    @Test
    void refusesToStartWhereMoreIsDemanded() throws SQLException {
        try (var connection = connect("require")) {
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(
                            () -> DatabaseTransport.check(connection, REMOTE + "?sslmode=require", TlsDemand.VERIFIED))
                    .withMessageContaining("operations.database.tls")
                    .withMessageContaining("sslmode=verify-full");
            assertThatNoException().isThrownBy(() -> {
                DatabaseTransport.check(connection, REMOTE + "?sslmode=verify-full", TlsDemand.VERIFIED);
                DatabaseTransport.check(connection, REMOTE + "?sslmode=require", TlsDemand.WARN);
                DatabaseTransport.check(connection, REMOTE + "?sslmode=disable", TlsDemand.ANY);
            });
        }
    }
}
