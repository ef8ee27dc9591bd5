package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.operations.TestClock;
import io.operations.TestHooks;
import io.operations.operation.Inputs;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationService;
import io.operations.requestor.Requestor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.ServiceLoader;
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
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestExecutionListeners;
import org.springframework.test.context.support.DependencyInjectionTestExecutionListener;
import org.springframework.test.context.support.DirtiesContextTestExecutionListener;

/**
 * Measures the service and prints one table: the whole service, with its default settings but for what one caller may take, on
 * the durable embedded PostgreSQL that {@code spring-boot:run} uses. PostgreSQL, the HTTP clients and the engines that it is
 * measured beside share the machine with it.
 */
@Tag("benchmark")
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.banner-mode=off",
            "logging.level.root=warn",
            // All clients are one caller here.
            "operations.limits.waiters=20000",
            "operations.limits.listeners=2000",
            "operations.memory.waits=2GB",
            "operations.limits.schedule-rate=1000000",
            "operations.limits.schedule-burst=1000000",
            "operations.runner.project-share=1",
            "operations.runner.caller-share=1",
            "operations.quota.active=1000000",
            "operations.quota.stored-size=100GB",
            // So that history is pruned when that is measured.
            "operations.retention.prune-interval=7d"
        })
@AutoConfigureMetrics
@Import({TestHooks.class, TestClock.class})
@DirtiesContext
// Not the listener of Mockito, which would attach its agent.
@TestExecutionListeners({DependencyInjectionTestExecutionListener.class, DirtiesContextTestExecutionListener.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BenchmarkTests {

    private static final int RUNS = 3;
    private static final int PRODUCERS = 16;
    private static final int CONNECTIONS = 32;
    private static final int SAMPLES = 500;
    private static final int FEW_SAMPLES = 60;
    private static final int WAITERS = 20_000;
    private static final int MANY_CLIENTS = 64;
    private static final int CROWD = 10_000;
    private static final int LISTENERS = 1_000;
    private static final int EVENTS_PER_SECOND = 200;
    private static final Requestor REQUESTOR = Requestor.anonymous("127.0.0.1:1");

    @TempDir
    private static Path folder;

    private static final Report REPORT = new Report();
    private static Stage stage;
    private static DirectLoad direct;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("operations.embedded.data-directory", () -> folder.resolve("postgresql"));
    }

    @BeforeAll
    static void setStage(
            @Autowired OperationService service, @Autowired DataSource dataSource, @LocalServerPort int port)
            throws Exception {
        stage = new Stage(service, dataSource, port);
        direct = new DirectLoad(stage, REPORT, REQUESTOR, PRODUCERS, RUNS);
        assertThat(stage.database().isDurable()).isTrue();
        var floors = Floors.measure(dataSource, REPORT, PRODUCERS, RUNS);
        REPORT.beside("INSERTs", floors.inserts());
        REPORT.beside("by 100", floors.byHundred());
    }

    @AfterAll
    static void print() {
        System.out.println("\n" + Machine.describe(stage.database(), RUNS) + "\n\n" + REPORT.toMarkdown());
    }

    /** There are none but in the profile of the benchmark. */
    @Test
    @Order(1)
    void peers(@Autowired HikariDataSource dataSource) throws Exception {
        for (var peer : ServiceLoader.load(Peer.class)) {
            try (var runs = new PeerRuns(peer, dataSource)) {
                var perSecond = Samples.of(runs.producersAndWorkers(PRODUCERS, RUNS));
                REPORT.rates(peer.name() + ": " + PRODUCERS + " producers", perSecond, "until the last is done");
                REPORT.rates(peer.name() + ": drain", Samples.of(runs.drain(PRODUCERS, RUNS)), peer.jobs() + " jobs");
                REPORT.beside(peer.name().replaceAll(" .*", ""), perSecond);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TASK", "DURABLE"})
    @Order(2)
    void manyProducers(OperationClass operationClass) throws Exception {
        direct.manyProducers(operationClass);
    }

    @Test
    @Order(3)
    void crowdOfProducers() throws Exception {
        direct.crowd(CROWD);
    }

    @Test
    @Order(4)
    void drain(@Value("${operations.runner.slots:1000}") int slots) throws Exception {
        direct.drain(slots);
    }

    @Test
    @Order(5)
    void oneFamily() throws Exception {
        direct.oneFamily();
    }

    @Test
    @Order(6)
    void singleOperations() throws Exception {
        direct.single();
    }

    @Test
    @Order(7)
    void operationsOverHttp() throws Exception {
        try (var client = ClientProcess.start(HttpLoad.class, stage.port(), CONNECTIONS)) {
            var workload = new HttpWorkload(stage, REPORT, client, CONNECTIONS, RUNS);
            workload.measure("schedule", "POST");
            workload.measure("wait", "POST, then wait");
        }
    }

    @Test
    @Order(8)
    void parkedWaiters(@Autowired MeterRegistry meters) {
        new ParkedWaiters(stage, meters, REPORT, RUNS).measure(WAITERS);
    }

    @Test
    @Order(9)
    void waitersOnTwoMembers(@Autowired HikariDataSource dataSource) throws Exception {
        try (var second = SecondMember.join(folder, dataSource, stage.port())) {
            var clients = new WakeTimes.Clients(stage.service(), REQUESTOR, stage.port(), second.port());
            clients.measure(lasting("0.05"), MANY_CLIENTS, 60);
            report("one client", clients.measure(lasting("0.05"), 1, SAMPLES));
            // Long enough that each of them waits when it ends.
            report(MANY_CLIENTS + " clients", clients.measure(lasting("0.5"), MANY_CLIENTS, 40));
        }
    }

    @Test
    @Order(10)
    void startsOnAnotherMember(
            @Autowired HikariDataSource dataSource, @Value("${operations.runner.slots:1000}") int slots)
            throws Exception {
        var starts = new StartsElsewhere(stage, REQUESTOR, slots);
        var name = "two members: schedule to start of the hook on the other, ";
        try (var _ = SecondMember.join(folder, dataSource, stage.port())) {
            starts.measure(SAMPLES, Duration.ofMillis(4));
            REPORT.times(name + "with LISTEN/NOTIFY", starts.measure(SAMPLES, Duration.ofMillis(4)));
        }
        // A notification is of one database: whoever listens in another hears none.
        var nowhere = "--operations.member.hints.url=" + dataSource.getJdbcUrl().replaceFirst("/[^/]*$", "/template1");
        try (var _ = SecondMember.join(folder, dataSource, stage.port(), nowhere)) {
            REPORT.times(name + "without LISTEN/NOTIFY", starts.measure(FEW_SAMPLES, Duration.ofSeconds(1)));
        }
    }

    @Test
    @Order(11)
    void oneConnection(@Autowired DataSource dataSource) throws Exception {
        try (var client = ClientProcess.start(HttpLoad.class, stage.port(), 1);
                var commits = new CommitFloor(dataSource)) {
            new OneConnection(stage, REPORT, client, commits, RUNS).measure();
        }
    }

    @Test
    @Order(12)
    void events() throws Exception {
        var load = new EventLoad(stage, REPORT, REQUESTOR, LISTENERS, RUNS);
        load.atRate(EVENTS_PER_SECOND);
        load.ceiling();
    }

    @Test
    @Order(13)
    void oneReference(@Autowired HikariDataSource dataSource) throws Exception {
        var reference = new OneReference(stage, REPORT, REQUESTOR, MANY_CLIENTS, RUNS);
        try (var commits = new CommitFloor(dataSource)) {
            var commit = commits.insertTimes(SAMPLES).median();
            reference.held(dataSource, commit);
            reference.disputed(dataSource, commit);
        }
    }

    @Test
    @Order(14)
    void idleMember(@Autowired HikariDataSource dataSource) throws Exception {
        IdleMember.start(folder, dataSource);
        var started = new ArrayList<IdleMember>();
        for (var i = 0; i < RUNS; i++) started.add(IdleMember.start(folder, dataSource));
        var note = "classes and AOT cache of the tests, not those of the image; C1 only";
        REPORT.runs("one member, idle: start of the JVM to ready", "s", Samples.of(started, IdleMember::seconds), note);
        REPORT.runs(
                "one member, idle: heap after a collection", "MiB", Samples.of(started, IdleMember::mebibytes), note);
    }

    @Test
    @Order(15)
    void longHistory(@Autowired JdbcClient jdbc, @Autowired TestClock clock) throws Exception {
        var rows = Long.getLong("benchmark.history", 10_000_000);
        assertThat(Files.getFileStore(folder).getUsableSpace()).isGreaterThan(rows * History.BYTES);
        var history = new History(jdbc);
        var pruning = new Pruning(stage, direct, history, REPORT, PRODUCERS);
        new LongHistory(stage, direct, listing(), history, pruning, REPORT).measure(rows, clock);
    }

    @Test
    @Order(16)
    void oldSnapshot(@Autowired HikariDataSource dataSource, @Value("${operations.runner.slots:1000}") int slots)
            throws Exception {
        var minutes = Integer.getInteger("benchmark.snapshot.minutes", 30);
        new OldSnapshot(stage, direct, listing(), REPORT, PRODUCERS, slots).measure(dataSource, minutes);
    }

    private static Listing listing() {
        return new Listing(stage, REQUESTOR, RUNS);
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
}
