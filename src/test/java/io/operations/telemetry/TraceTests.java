package io.operations.telemetry;

import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CLIENT;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CONSUMER;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.operations.Api.Answer;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What two members tell a collector, and each other: one trace from whoever asked to whoever is called. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TraceTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String CALLERS_SPAN = "b7ad6b7169203331";

    @TempDir
    private static Path workingDirectory;

    private final Collector collector = new Collector();
    private final Calls endpoint = new Calls();
    private final TestDatabase database = TestDatabase.create();
    private final Random random = new Random();
    private ServiceProcess a;
    private ServiceProcess b;

    @BeforeAll
    void startBoth() {
        a = start("a");
        b = start("b");
        a.awaitStarted();
        b.awaitStarted();
    }

    @AfterAll
    void killBoth() {
        a.close();
        b.close();
        endpoint.close();
        collector.close();
    }

    private ServiceProcess start(String name) {
        return ServiceProcess.startMember(
                workingDirectory,
                name,
                database,
                "--operations.member.heartbeat-interval=500ms",
                "--operations.member.offline-threshold=2s",
                "--logging.structured.format.console=ecs",
                "--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.endpoint(),
                "--management.opentelemetry.tracing.export.schedule-delay=100ms");
    }

    @Test
    void followsARequestToTheCall() {
        var trace = newTrace();
        var scheduled = schedule(a, trace, endpoint.body("task", "/now"), "01");
        a.api().await(scheduled.id());

        var call = only(trace, SPAN_KIND_CLIENT);
        var run = only(trace, SPAN_KIND_CONSUMER);
        var request = only(trace, SPAN_KIND_SERVER);
        assertThat(request.name()).isEqualTo("POST /1.0/operations");
        assertThat(request.service()).isEqualTo("operation-service");
        assertThat(request.parent()).isEqualTo(CALLERS_SPAN);
        assertThat(run.name()).isEqualTo("operation http-request");
        assertThat(run.parent()).isEqualTo(request.id());
        assertThat(run.links()).isEmpty();
        assertThat(run.attribute("operation.id")).isEqualTo(scheduled.id().toString());
        assertThat(run.attribute("operation.type")).isEqualTo("http-request");
        assertThat(run.attribute("operation.project")).isEqualTo("default");
        assertThat(run.attribute("operation.attempt")).isEqualTo("1");
        assertThat(run.attribute("operation.member")).isEqualTo("a");
        assertThat(run.attribute("operation.status")).isEqualTo("Success");
        assertThat(call.parent()).isEqualTo(run.id());
        assertThat(endpoint.header(scheduled.id(), "traceparent"))
                .containsExactly("00-" + trace + "-" + call.id() + "-01");
    }

    @Test
    void linksARetryToWhatFailed() {
        var trace = newTrace();
        var scheduled = schedule(a, trace, endpoint.body("durable", "/fail-once"), "01");
        a.api().await(scheduled.id());

        var runs = awaitAll(trace, SPAN_KIND_CONSUMER, 2);
        assertThat(runs).extracting(it -> it.attribute("operation.attempt")).containsExactly("1", "2");
        assertThat(runs).extracting(Seen::isError).containsExactly(true, false);
        assertThat(runs.getFirst().attribute("operation.error_code")).isEqualTo("503");
        assertThat(runs.getLast().links())
                .containsExactly(trace + "-" + runs.getFirst().id());
        var request = only(trace, SPAN_KIND_SERVER);
        assertThat(runs).extracting(Seen::parent).containsOnly(request.id());
        assertThat(endpoint.header(scheduled.id(), "traceparent")).hasSize(2).allMatch(it -> it.contains(trace));
    }

    @Test
    void holdsAFamilyTogether() {
        var trace = newTrace();
        var child = "{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}";
        var bulk = schedule(b, trace, "{\"type\": \"bulk\", \"children\": [" + child + ", " + child + "]}", "01");
        b.api().await(bulk.id());

        var runs = awaitAll(trace, SPAN_KIND_CONSUMER, 3);
        var parent = runs.stream()
                .filter(it -> it.name().equals("operation bulk"))
                .findFirst()
                .orElseThrow();
        assertThat(runs).filteredOn(it -> it != parent).hasSize(2).allSatisfy(it -> {
            assertThat(it.name()).isEqualTo("operation wait");
            assertThat(it.parent()).isEqualTo(parent.id());
        });
    }

    @Test
    void goesOnForWhomTheCallerDoesNotWantRecorded() {
        var trace = newTrace();
        var scheduled = schedule(a, trace, endpoint.body("task", "/now"), "00");
        a.api().await(scheduled.id());
        followsARequestToTheCall();

        assertThat(endpoint.header(scheduled.id(), "traceparent"))
                .hasSize(1)
                .allMatch(it -> it.startsWith("00-" + trace) && it.endsWith("-00"));
        assertThat(collector.trace(trace)).isEmpty();
    }

    /** Row E: what is traced is the route, however its path is spelled. */
    @Test
    void followsARequestInAnotherSpelling() {
        var trace = newTrace();
        a.api()
                .post("/%31.0/%6fperations", endpoint.body("task", "/now"), "traceparent", traceParent(trace, "01"))
                .hasStatus(202);

        assertThat(only(trace, SPAN_KIND_SERVER).name()).isEqualTo("POST /1.0/operations");
    }

    @Test
    void tracesNoStranger() {
        var token = a.api().schedule("{\"type\": \"token\"}").hasStatus(202);
        var trace = newTrace();
        a.api()
                .post(
                        "/1.0/operations/" + token.id() + "/redeem",
                        "{\"secret\": \""
                                + token.metadata().at("/metadata/secret").asString() + "\"}",
                        "X-Forwarded-For",
                        "192.0.2.1",
                        "traceparent",
                        traceParent(trace, "01"))
                .hasStatus(200);
        followsARequestToTheCall();

        assertThat(collector.trace(trace)).isEmpty();
    }

    @Test
    void saysItInItsLog() {
        var trace = newTrace();
        var scheduled = schedule(a, trace, endpoint.body("task", "/now"), "01");
        a.api().await(scheduled.id());

        await().atMost(LONG).until(() -> LogLine.of(a.output(), scheduled.id()).size() >= 3);
        var lines = LogLine.of(a.output(), scheduled.id());
        assertThat(lines).extracting(LogLine::message).containsExactly("Accepted", "Started", "Success");
        assertThat(lines).allSatisfy(it -> {
            assertThat(it.text("/trace/id")).isEqualTo(trace);
            assertThat(it.text("/project")).isEqualTo("default");
            assertThat(it.text("/member")).isEqualTo("a");
            assertThat(it.text("/requestor")).isEqualTo("none:anonymous");
            assertThat(it.text("/type")).isEqualTo("http-request");
            assertThat(it.text("/log/level")).isEqualTo("INFO");
            assertThat(it.text("/service/name")).isEqualTo("operation-service");
            assertThat(it.text("/service/node/name")).isEqualTo("a");
        });
    }

    @Test
    void isFoundFromHistograms() {
        var trace = newTrace();
        a.api().await(schedule(a, trace, endpoint.body("task", "/now"), "01").id());
        only(trace, SPAN_KIND_CONSUMER);

        var exemplars = Exemplar.of(a.api());
        assertThat(exemplars)
                .extracting(Exemplar::metric)
                .contains("operations_start_delay_seconds_bucket", "operations_duration_seconds_bucket");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(exemplars)
                        .allSatisfy(it -> assertThat(collector.trace(it.traceId()))
                                .extracting(Seen::id)
                                .contains(it.spanId())));
    }

    /** The last one: it leaves one member only. */
    @Test
    @Order(Integer.MAX_VALUE)
    void goesOnWhereAMemberDied() {
        var trace = newTrace();
        var scheduled = schedule(a, trace, endpoint.body("durable", "/hold-first"), "01");
        await().atMost(LONG)
                .until(() -> !endpoint.header(scheduled.id(), "traceparent").isEmpty());
        var request = only(trace, SPAN_KIND_SERVER);

        a.kill();

        b.api().await(scheduled.id());
        var run = only(trace, SPAN_KIND_CONSUMER);
        assertThat(run.attribute("operation.attempt")).isEqualTo("2");
        assertThat(run.attribute("operation.member")).isEqualTo("b");
        assertThat(run.parent()).isEqualTo(request.id());
        assertThat(run.links()).hasSize(1).allMatch(it -> it.startsWith(trace + "-") && !it.endsWith(run.id()));
        var headers = endpoint.header(scheduled.id(), "traceparent");
        assertThat(headers).hasSize(2).allMatch(it -> it.startsWith("00-" + trace + "-"));
        assertThat(headers.getLast()).contains(only(trace, SPAN_KIND_CLIENT).id());
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(LogLine.of(b.output(), scheduled.id()))
                        .extracting(LogLine::message)
                        .endsWith("Started", "Success"));
        assertThat(LogLine.of(b.output(), scheduled.id()))
                .allMatch(it -> it.text("/trace/id").equals(trace));
    }

    private Answer schedule(ServiceProcess member, String trace, String body, String flags) {
        return member.api()
                .schedule(body, "traceparent", traceParent(trace, flags))
                .hasStatus(202);
    }

    private static String traceParent(String trace, String flags) {
        return "00-" + trace + "-" + CALLERS_SPAN + "-" + flags;
    }

    private String newTrace() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Seen only(String trace, SpanKind kind) {
        return awaitAll(trace, kind, 1).getFirst();
    }

    /** In the order in which they began. */
    private List<Seen> awaitAll(String trace, SpanKind kind, int count) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(collector.ofKind(trace, kind)).hasSize(count));
        return collector.ofKind(trace, kind).stream()
                .sorted(Comparator.comparing(it -> it.span().getStartTimeUnixNano()))
                .toList();
    }
}
