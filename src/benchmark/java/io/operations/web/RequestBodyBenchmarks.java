package io.operations.web;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.operations.operation.MemoryMetrics;
import io.operations.operation.MemorySettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

/** What reading a request takes of the processor. */
@State(Scope.Thread)
public class RequestBodyBenchmarks {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final BodyMemory memory = new BodyMemory(
            new MemorySettings(DataSize.ofMegabytes(16), null, null, null, null, null),
            new MemoryMetrics(new SimpleMeterRegistry()));
    private final RequestBodies bodies = new RequestBodies(
            new WebSettings(DataSize.ofMegabytes(1), LIMIT, List.of()),
            new CallerLimitSettings(LIMIT, 1, 1, 1, 1, 1),
            memory,
            new LargeBodies());

    private final byte[] body = """
            {"type": "http-request", "entity_url": "/1.0/instances/c1", "metadata": {"note": "nightly"},
             "inputs": {"url": "http://127.0.0.1:8080/copy", "method": "POST"}, "conflict_reference": "instance/c1"}""".getBytes(StandardCharsets.UTF_8);

    /** The body of {@code POST /1.0/operations}, to its fields. */
    @Benchmark
    public Object schedule() {
        var request = new MockHttpServletRequest();
        request.setContent(body);
        var fields = bodies.read(request);
        memory.release(request);
        return fields;
    }
}
