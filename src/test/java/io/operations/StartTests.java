package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the service starts and ends as a process, and what it says when it cannot start. */
class StartTests {

    private static final String UNREACHABLE = "jdbc:postgresql://127.0.0.1:1/operations";

    @TempDir
    private Path workingDirectory;

    /** A failed test must not leave a PostgreSQL behind. */
    @AfterEach
    void stopWhatWasKilled() {
        try (var folder = DataFolder.open(folder())) {
            folder.stopPostmaster();
        }
    }

    @Test
    void losesNothingWhenKilled() throws SQLException, IOException {
        long orphan;
        try (var killed = ServiceProcess.start(workingDirectory).awaitStarted()) {
            execute(killed, "CREATE TABLE kept (note text)");
            execute(killed, "INSERT INTO kept VALUES ('committed')");
            orphan = postmaster();
            killed.kill();
        }
        assertThat(ProcessHandle.of(orphan)).as("outlives the service").isPresent();
        assertThat(socket()).as("so does the socket, and hinders nothing").exists();

        try (var next = ServiceProcess.start(workingDirectory).awaitStarted()) {
            assertThat(countOfKept(next)).isEqualTo(1);
            assertThat(postmaster()).isNotEqualTo(orphan);
            await().until(() -> ProcessHandle.of(orphan).isEmpty());
        }
    }

    @Test
    void stopsItsPostgreSqlWhenTerminated() throws IOException {
        try (var service = ServiceProcess.start(workingDirectory).awaitStarted()) {
            var postmaster = postmaster();
            assertThat(Files.getPosixFilePermissions(socket())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(service.output())
                    .contains("Unix socket may do everything", folderName() + "/socket/unix.socket");

            service.terminate();

            assertThat(service.awaitExit()).isZero();
            await().until(() -> ProcessHandle.of(postmaster).isEmpty());
            assertThat(folder().resolve("postgresql.log")).content().contains("database system is shut down");
            assertThat(socket()).doesNotExist();
            assertThat(service.output()).doesNotContain(" WARN ");
        }
    }

    @Test
    void saysThatTheDataFolderIsInUse() {
        try (var holder = DataFolder.open(folder());
                var service = ServiceProcess.start(workingDirectory)) {
            assertNotStarted(service, "the data folder " + holder + " is in use by another run of this service.");
        }
    }

    @Test
    void saysThatThereIsNoDatabase() {
        try (var service =
                ServiceProcess.startPackaged(workingDirectory, "--operations.authentication.trust-loopback=true")) {
            assertNotStarted(service, "no database. Set spring.datasource.url (SPRING_DATASOURCE_URL)");
        }
    }

    @Test
    void saysThatTheDatabaseCannotBeReachedWithoutTellingThePassword() {
        var url = UNREACHABLE + "?user=me&password=geheim";
        try (var service = ServiceProcess.start(workingDirectory, "--spring.datasource.url=" + url)) {
            assertNotStarted(
                    service, "cannot connect to the database at " + UNREACHABLE + ": Connection to 127.0.0.1:1");
            assertThat(service.output()).doesNotContain("geheim");
        }
        assertThat(folder()).as("nothing embedded is started").doesNotExist();
    }

    @Test
    void saysThatTheDatabaseRefusesTheLogin() {
        var database = TestDatabase.create();
        try (var service = ServiceProcess.startPackaged(
                workingDirectory,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=stranger",
                "--spring.datasource.password=geheim")) {
            assertNotStarted(service, "cannot connect to the database at " + database.url() + ": FATAL: ");
            assertThat(service.output()).contains("stranger").doesNotContain("geheim");
        }
    }

    @Test
    void saysThatTheTlsPortHasNoCertificate() {
        try (var service = ServiceProcess.startPackaged(
                workingDirectory, "--operations.tls.port=0", "--spring.datasource.url=" + UNREACHABLE)) {
            assertNotStarted(
                    service,
                    "Invalid value 'none' for configuration property 'operations.tls.bundle'. Validation failed for the"
                            + " following reason: The TLS port needs the name of an SSL bundle with a certificate"
                            + " (spring.ssl.bundle.pem.NAME");
        }
    }

    /** Row D: trust by place fails closed. */
    @Test
    void saysThatNoCallerCouldBeLetIn() {
        try (var service = ServiceProcess.startPackaged(
                workingDirectory,
                "--spring.datasource.url=" + UNREACHABLE,
                "--operations.authentication.trust-loopback=")) {
            assertNotStarted(service, "no caller could be let in. Set operations.unix-socket, ");
        }
    }

    @Test
    void saysThatTheSocketIsSomethingElse() throws IOException {
        Files.writeString(workingDirectory.resolve("unix.socket"), "notes");
        var database = TestDatabase.create();
        try (var service = ServiceProcess.start(
                workingDirectory,
                "--operations.unix-socket=" + workingDirectory.resolve("unix.socket"),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password())) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output())
                    .containsOnlyOnce("Not started: Invalid value '" + workingDirectory.resolve("unix.socket"))
                    .contains("Something else than a socket is there.");
        }
        assertThat(workingDirectory.resolve("unix.socket")).hasContent("notes");
    }

    /** One sentence, and nothing that looks like a fault of the service. */
    private static void assertNotStarted(ServiceProcess service, String sentence) {
        assertThat(service.awaitExit()).isEqualTo(1);
        assertThat(service.output()).containsOnlyOnce("Not started: " + sentence);
        assertThat(service.output()).containsOnlyOnce(" ERROR ").doesNotContain(" WARN ", "\tat ", "Exception");
        assertThat(service.output().strip().lines().toList()).last().asString().contains("Not started: ");
    }

    private static void execute(ServiceProcess service, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(service.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int countOfKept(ServiceProcess service) throws SQLException {
        try (var connection = DriverManager.getConnection(service.jdbcUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder().resolve("data/postmaster.pid")).getFirst());
    }

    private Path socket() {
        return folder().resolve("socket/unix.socket");
    }

    private static String folderName() {
        return ".data/postgresql";
    }

    private Path folder() {
        return workingDirectory.resolve(".data/postgresql");
    }
}
