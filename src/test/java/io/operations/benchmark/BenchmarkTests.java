package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.operations.TestHooks;
import io.operations.operation.Inputs;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationService;
import io.operations.requestor.Requestor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestExecutionListeners;
import org.springframework.test.context.support.DependencyInjectionTestExecutionListener;
import org.springframework.test.context.support.DirtiesContextTestExecutionListener;

/**
 * Measures the service and prints one table: the whole service, with its default settings but for what one caller may take, on the durable embedded PostgreSQL
 * that {@code spring-boot:run} uses. PostgreSQL and the HTTP clients share the machine with it.
 */
@Tag("benchmark")
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.banner-mode=off",
            "logging.level.root=warn",
            // All clients are one caller here.
            "operations.limits.waiters=20000",
            "operations.limits.schedule-rate=1000000",
            "operations.limits.schedule-burst=1000000"
        })
@AutoConfigureMetrics
@Import(TestHooks.class)
@DirtiesContext
// Not the listener of Mockito, which would attach its agent.
@TestExecutionListeners({DependencyInjectionTestExecutionListener.class, DirtiesContextTestExecutionListener.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BenchmarkTests {

    private static final int WARM_UPS = 2;
    private static final int RUNS = 3;
    private static final int PRODUCERS = 16;
    private static final int CONNECTIONS = 32;
    private static final int OPERATIONS = 24_000;
    private static final int CHILDREN = 10_000;
    private static final int HTTP_OPERATIONS = 16_000;
    private static final int SAMPLES = 500;
    private static final int WAITERS = 10_000;
    private static final int MANY_CLIENTS = 64;
    private static final Requestor REQUESTOR = Requestor.anonymous("127.0.0.1:1");

    @TempDir
    private static Path folder;

    private static final Report REPORT = new Report();
    private static Stage stage;
    private static double floor;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("operations.embedded.data-directory", () -> folder.resolve("postgresql"));
    }

    @BeforeAll
    static void setStage(
            @Autowired OperationService service, @Autowired DataSource dataSource, @LocalServerPort int port)
            throws Exception {
        stage = new Stage(service, dataSource, port);
        assertThat(stage.database().isDurable()).isTrue();
        measureFloor(dataSource);
    }

    @AfterAll
    static void print() {
        System.out.println("\n" + Machine.describe(stage.database(), RUNS) + "\n\n" + REPORT.toMarkdown());
    }

    private static void measureFloor(DataSource dataSource) throws Exception {
        try (var inserts = new CommitFloor(dataSource)) {
            inserts.insertsPerSecond(PRODUCERS, OPERATIONS);
            var runs = new ArrayList<Double>();
            for (var i = 0; i < RUNS; i++) {
                runs.add(inserts.insertsPerSecond(PRODUCERS, OPERATIONS));
            }
            var perSecond = samples(runs, it -> it);
            floor = perSecond.median();
            REPORT.runs(
                    "floor: JDBC, one INSERT a commit, " + PRODUCERS + " threads",
                    "rows/s",
                    perSecond,
                    "the service's own pool");
            REPORT.times("floor: JDBC, one INSERT a commit, alone", inserts.insertTimes(SAMPLES));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TASK", "DURABLE"})
    @Order(1)
    void operationsFromManyProducers(OperationClass operationClass) throws Exception {
        stage.database().checkpoint();
        for (var i = 0; i < WARM_UPS; i++) {
            schedule(operationClass);
        }
        var runs = new ArrayList<Stage.Run>();
        for (var i = 0; i < RUNS; i++) {
            runs.add(schedule(operationClass));
        }
        var name = "OperationService, class " + operationClass.wireName() + ": ";
        perSecond(name + PRODUCERS + " producers", runs, "until the last is final in the database");
        REPORT.runs(
                name + "CPU",
                "µs/operation",
                samples(runs, Stage.Run::cpuMicrosPerOperation),
                "service and producers, without PostgreSQL");
        REPORT.runs(
                name + "commits",
                "commits/operation",
                samples(runs, Stage.Run::commitsPerOperation),
                "transactions that wrote something");
        REPORT.runs(name + "WAL", "bytes/operation", samples(runs, Stage.Run::walBytesPerOperation), "");
    }

    private static Stage.Run schedule(OperationClass operationClass) throws Exception {
        return stage.run(
                OPERATIONS,
                () -> Producers.repeat(
                        PRODUCERS,
                        OPERATIONS,
                        () -> stage.service().scheduleUserOperationFromRequest(noop(operationClass), REQUESTOR)));
    }

    /** Accepted in one transaction, run in the default slots. */
    @Test
    @Order(2)
    void oneFamily() throws Exception {
        stage.database().checkpoint();
        for (var i = 0; i < WARM_UPS; i++) {
            scheduleFamily(new ArrayList<>());
        }
        var accepted = new ArrayList<Double>();
        var runs = new ArrayList<Stage.Run>();
        for (var i = 0; i < RUNS; i++) {
            runs.add(scheduleFamily(accepted));
        }
        var name = String.format(Locale.ROOT, "one bulk operation with %,d children: ", CHILDREN);
        REPORT.runs(name + "accepted", "ms", samples(accepted, it -> it), "one transaction");
        REPORT.runs(
                name + "all final",
                "ms",
                samples(runs, it -> it.nanos() / 1e6),
                "in "
                        + Report.number(
                                samples(runs, Stage.Run::commitsPerOperation).median() * CHILDREN) + " commits");
    }

    private static Stage.Run scheduleFamily(List<Double> accepted) throws Exception {
        var bulk = OperationArgs.of(stage.service().type("bulk")).inProject("default");
        var family = bulk.withChildren(Collections.nCopies(CHILDREN, noop(OperationClass.TASK)));
        return stage.run(CHILDREN, () -> {
            var begin = System.nanoTime();
            stage.service().scheduleUserOperationFromRequest(family, REQUESTOR);
            accepted.add((System.nanoTime() - begin) / 1e6);
        });
    }

    private static OperationArgs noop(OperationClass operationClass) {
        return OperationArgs.of(TestHooks.NOOP).inProject("default").withClass(operationClass);
    }

    @Test
    @Order(3)
    void singleOperations() throws Exception {
        StartTimes.measure(stage.service(), noop(OperationClass.TASK), REQUESTOR, SAMPLES);
        var times = StartTimes.measure(stage.service(), noop(OperationClass.TASK), REQUESTOR, SAMPLES);
        REPORT.times("idle service: schedule to start of the hook", times.start());
        REPORT.times("idle service: schedule to final, seen by a waiter", times.end());
    }

    @Test
    @Order(4)
    void operationsOverHttp() throws Exception {
        try (var client = ClientProcess.start(HttpLoad.class, stage.port(), CONNECTIONS)) {
            http(client, "schedule", "HTTP, " + CONNECTIONS + " connections: POST");
            http(client, "wait", "HTTP, " + CONNECTIONS + " connections: POST, then wait");
        }
    }

    private static void http(ClientProcess client, String command, String name) throws Exception {
        stage.database().checkpoint();
        HttpRun.measure(stage, client, command, HTTP_OPERATIONS);
        var runs = new ArrayList<HttpRun>();
        for (var i = 0; i < RUNS; i++) {
            runs.add(HttpRun.measure(stage, client, command, HTTP_OPERATIONS));
        }
        var cores = Report.number(samples(runs, HttpRun::clientCores).median());
        perSecond(
                name, runs.stream().map(HttpRun::run).toList(), "clients are a process that takes " + cores + " cores");
        REPORT.runs(
                name + ", CPU",
                "µs/operation",
                samples(runs, it -> it.run().cpuMicrosPerOperation()),
                "service, without PostgreSQL and clients");
        REPORT.runs(name + ", one call", "ms, p50", samples(runs, HttpRun::p50), "as the client sees it");
        REPORT.runs(name + ", one call", "ms, p99", samples(runs, HttpRun::p99), "");
    }

    @Test
    @Order(5)
    void parkedWaiters(@Autowired MeterRegistry meters) {
        ParkedWaiters.measure(stage, meters, 100, "warm-up");
        var parked = ParkedWaiters.measure(stage, meters, WAITERS, "measured");
        REPORT.row(
                count(parked) + " HTTP clients waiting: heap",
                "MiB for 10,000",
                Report.number(parked.bytesEach() * 10_000 / (1 << 20)),
                "",
                Report.number(parked.bytesEach() / 1024) + " KiB each, connection included");
        REPORT.row(
                count(parked) + " HTTP clients waiting: end of the hook to answer",
                "ms, p50",
                Report.number(parked.millis()[0]),
                "p99 " + Report.number(parked.millis()[1]) + ", max " + Report.number(parked.millis()[2]),
                "one commit, then all answers");
    }

    @Test
    @Order(6)
    void waitersOnTwoMembers(@Autowired HikariDataSource dataSource) throws Exception {
        try (var second = SecondMember.join(folder, dataSource, stage.port())) {
            var clients = new WakeTimes.Clients(stage.service(), REQUESTOR, stage.port(), second.port());
            clients.measure(lasting("0.05"), MANY_CLIENTS, 60);
            report("one client", clients.measure(lasting("0.05"), 1, SAMPLES));
            // Long enough that each of them waits when it ends.
            report(MANY_CLIENTS + " clients", clients.measure(lasting("0.5"), MANY_CLIENTS, 40));
        }
    }

    private OperationArgs lasting(String seconds) {
        return OperationArgs.of(stage.service().type("wait"))
                .inProject("default")
                .withClass(OperationClass.TASK)
                .withInputs(Inputs.of(Map.of("duration", seconds)));
    }

    private static void report(String clients, WakeTimes times) {
        var name = "two members, " + clients + ": final commit to the answer of a waiter on ";
        REPORT.times(name + "the owner", times.here());
        REPORT.times(name + "the other", times.elsewhere());
    }

    private static String count(ParkedWaiters parked) {
        return String.format(Locale.ROOT, "%,d", parked.clients());
    }

    private static void perSecond(String name, List<Stage.Run> runs, String note) {
        var perSecond = samples(runs, Stage.Run::operationsPerSecond);
        REPORT.runs(name, "operations/s", perSecond, Report.number(perSecond.median() / floor) + " × floor; " + note);
    }

    private static <T> Samples samples(List<T> runs, ToDoubleFunction<T> value) {
        return Samples.of(runs.stream().mapToDouble(value).toArray());
    }
}
