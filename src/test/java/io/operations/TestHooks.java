package io.operations;

import io.operations.operation.Channel;
import io.operations.operation.ConnectHook;
import io.operations.operation.EntityType;
import io.operations.operation.Inputs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.OperationInput;
import io.operations.operation.OperationInput.Kind;
import io.operations.operation.OperationType;
import io.operations.operation.Progress;
import io.operations.operation.RetryPolicy;
import io.operations.operation.RunContext;
import io.operations.operation.RunHook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Types that tests schedule. */
@TestConfiguration(proxyBeanMethods = false)
public class TestHooks {

    /** Does nothing and succeeds. */
    public static final OperationType NOOP = OperationType.of(
                    "noop", "Doing nothing", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
            .onAnyEntity()
            .failingOnConflict();

    /** Says {@code started} in its metadata, then runs until its {@code gate} is opened. */
    public static final OperationType GATED = OperationType.of(
                    "gated", "Waiting at a gate", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
            .onAnyEntity()
            .failingOnConflict()
            .withInputs(OperationInput.required("gate", Kind.TEXT, "which gate"));

    /** Fails with {@code message} and {@code code}. */
    public static final OperationType FAILING = OperationType.of(
                    "failing", "Failing", EntityType.PROJECT, OperationClass.TASK)
            .onAnyEntity()
            .withInputs(
                    OperationInput.required("message", Kind.TEXT, "the error"),
                    OperationInput.required("code", Kind.NUMBER, "the error code"));

    /** Waits at its {@code gate} whatever anybody says, then succeeds. */
    public static final OperationType STUBBORN = OperationType.of(
                    "stubborn",
                    "Waiting, come what may",
                    EntityType.PROJECT,
                    OperationClass.TASK,
                    OperationClass.DURABLE)
            .onAnyEntity()
            .withInputs(OperationInput.required("gate", Kind.TEXT, "which gate"));

    /** Reports that it is half-way, then waits at its {@code gate}. */
    public static final OperationType REPORTING = OperationType.of(
                    "reporting", "Reporting progress", EntityType.STORAGE_POOL, OperationClass.TASK)
            .onAnyEntity()
            .withInputs(OperationInput.required("gate", Kind.TEXT, "which gate"));

    /** Cannot even look at its inputs: a bug. */
    public static final OperationType BROKEN = OperationType.of(
                    "broken", "Being broken", EntityType.NETWORK, OperationClass.TASK)
            .onAnyEntity();

    /** Runs as a child whatever happened before, and waits at its gate if it has one. */
    public static final OperationType FINALIZER = OperationType.of(
                    "finalizer", "Cleaning up", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
            .onAnyEntity()
            .mustRun()
            .withInputs(OperationInput.optional("gate", Kind.TEXT, "which gate"));

    /** Fails as often as it is told, then waits at its gate if it has one, and succeeds. Retried within milliseconds. */
    public static final OperationType FLAKY = flaky("flaky", Duration.ofMillis(20), Duration.ofMillis(100));

    /** The same, retried after ten minutes. */
    public static final OperationType PATIENT = flaky("patient", Duration.ofMinutes(10), Duration.ofMinutes(20));

    /** Waits at its gate, but not for long. */
    public static final OperationType HURRIED = OperationType.of(
                    "hurried", "Being in a hurry", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
            .onAnyEntity()
            .timingOutAfter(Duration.ofMillis(300))
            .withInputs(OperationInput.required("gate", Kind.TEXT, "which gate"));

    /** Says in its metadata what inputs and metadata it {@code found}. */
    public static final OperationType ECHO = OperationType.of(
                    "echo", "Repeating", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
            .onAnyEntity()
            .withInputs(OperationInput.required("value", Kind.ANY, "what to repeat"));

    /** Runs nothing: it is there for those who attach. */
    public static final OperationType LISTENING = OperationType.of(
                    "listening", "Listening", EntityType.PROJECT, OperationClass.WEBSOCKET)
            .onAnyEntity();

    private static final Map<UUID, AtomicInteger> RUNS = new ConcurrentHashMap<>();

    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();

    private static OperationType flaky(String name, Duration firstDelay, Duration maxDelay) {
        return OperationType.of(name, "Failing at first", EntityType.PROJECT, OperationClass.DURABLE)
                .onAnyEntity()
                .failingOnConflict()
                .retrying(RetryPolicy.of(4, firstDelay, maxDelay))
                .withInputs(
                        OperationInput.required("failures", Kind.NUMBER, "how often it fails"),
                        OperationInput.optional("code", Kind.NUMBER, "the error code, 503 if not given"),
                        OperationInput.optional("fail_gate", Kind.TEXT, "which gate it waits at before it fails"),
                        OperationInput.optional("gate", Kind.TEXT, "which gate"));
    }

    /** How often a flaky or patient operation has been run. */
    public static int runs(UUID id) {
        return RUNS.computeIfAbsent(id, key -> new AtomicInteger()).get();
    }

    /** Lets all operations at this gate pass, now and later. */
    public static void open(String gate) {
        gate(gate).countDown();
    }

    private static CountDownLatch gate(String name) {
        return GATES.computeIfAbsent(name, key -> new CountDownLatch(1));
    }

    @Bean
    RunHook noop() {
        return RunHook.of(NOOP, context -> {});
    }

    @Bean
    RunHook gated() {
        return RunHook.of(GATED, context -> {
            context.extendMetadata(Map.of("started", true));
            gate(context.inputs().text("gate")).await();
        });
    }

    @Bean
    RunHook failing() {
        return RunHook.of(FAILING, context -> {
            throw new OperationException.Failed(
                    context.inputs().value("code").intValue(), context.inputs().text("message"));
        });
    }

    @Bean
    RunHook finalizer() {
        return RunHook.of(FINALIZER, TestHooks::waitAtGateIfAny);
    }

    private static void waitAtGateIfAny(RunContext context) throws InterruptedException {
        waitAtGateIfAny(context, "gate");
    }

    private static void waitAtGateIfAny(RunContext context, String input) throws InterruptedException {
        var gate = context.inputs().optional(input);
        if (gate.isPresent()) {
            gate(gate.get().asString()).await();
        }
    }

    @Bean
    RunHook flaky() {
        return RunHook.of(FLAKY, TestHooks::failAtFirst);
    }

    @Bean
    RunHook patient() {
        return RunHook.of(PATIENT, TestHooks::failAtFirst);
    }

    private static void failAtFirst(RunContext context) throws InterruptedException {
        var run = RUNS.computeIfAbsent(context.id(), key -> new AtomicInteger()).incrementAndGet();
        // The first is written at once, the second after a while.
        context.extendMetadata(Map.of("run", run));
        context.extendMetadata(Map.of("again", run));
        if (run <= context.inputs().value("failures").intValue()) {
            waitAtGateIfAny(context, "fail_gate");
            var code = context.inputs().optional("code");
            throw new OperationException.Failed(code.isPresent() ? code.get().intValue() : 503, "failure " + run);
        }
        waitAtGateIfAny(context);
    }

    @Bean
    RunHook hurried() {
        return RunHook.of(HURRIED, TestHooks::waitAtGateIfAny);
    }

    @Bean
    RunHook echo() {
        return RunHook.of(
                ECHO,
                context -> context.extendMetadata(Map.of(
                        "found",
                        context.inputs().toJson() + " " + context.metadata().get("given"))));
    }

    @Bean
    ConnectHook listening() {
        return new ConnectHook() {
            @Override
            public OperationType type() {
                return LISTENING;
            }

            @Override
            public List<String> channels(Inputs inputs) {
                return List.of("0");
            }

            @Override
            public Channel connect(RunContext context, Caller caller) {
                throw new OperationException.Forbidden("Nobody attaches here");
            }
        };
    }

    @Bean
    RunHook stubborn() {
        return RunHook.of(STUBBORN, context -> {
            var gate = gate(context.inputs().text("gate"));
            while (gate.getCount() > 0) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    // This is what it is there for.
                }
            }
        });
    }

    @Bean
    RunHook reporting() {
        return RunHook.of(REPORTING, context -> {
            context.extendMetadata(Map.of("kept", "yes"));
            context.progress(Progress.percent("copy", 50));
            gate(context.inputs().text("gate")).await();
        });
    }

    @Bean
    RunHook broken() {
        return new RunHook() {
            @Override
            public OperationType type() {
                return BROKEN;
            }

            @Override
            public void validate(Inputs inputs) {
                throw new IllegalStateException("java.lang.Secret at io.operations.Insides");
            }

            @Override
            public void run(RunContext context) {}
        };
    }
}
