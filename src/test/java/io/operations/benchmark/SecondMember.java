package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.operations.Api;
import io.operations.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Another member on the database of the service that is measured, in a process of its own. */
record SecondMember(ServiceProcess process) implements AutoCloseable {

    static final String NAME = "second";

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** With more arguments than it needs to be there. Returns when both know of each other. */
    static SecondMember join(Path folder, HikariDataSource database, int first, String... arguments) {
        var second = new SecondMember(start(folder, database, NAME, arguments).awaitStarted());
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(members(first)).isEqualTo(2).isEqualTo(members(second.port())));
        return second;
    }

    /** Any other member. Returns at once. */
    static ServiceProcess start(Path folder, HikariDataSource database, String name, String... arguments) {
        var all = Stream.concat(
                Stream.of(
                        "--operations.member.name=" + name,
                        "--operations.limits.waiters=20000",
                        "--operations.memory.waits=2GB",
                        "--logging.level.io.operations.operation=warn",
                        "--spring.datasource.url=" + database.getJdbcUrl(),
                        "--spring.datasource.username=" + database.getUsername(),
                        "--spring.datasource.password=" + database.getPassword()),
                Stream.of(arguments));
        return ServiceProcess.start(folder, all.toArray(String[]::new));
    }

    private static int members(int port) {
        return Api.on(port).get("/1.0/cluster/members").metadata().size();
    }

    int port() {
        return process.port();
    }

    @Override
    public void close() {
        process.close();
    }
}
