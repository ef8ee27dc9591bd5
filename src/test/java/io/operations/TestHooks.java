package io.operations;

import io.operations.operation.EntityType;
import io.operations.operation.Inputs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.OperationInput;
import io.operations.operation.OperationInput.Kind;
import io.operations.operation.OperationType;
import io.operations.operation.Progress;
import io.operations.operation.RunContext;
import io.operations.operation.RunHook;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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
                    "stubborn", "Waiting, come what may", EntityType.PROJECT, OperationClass.TASK)
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

    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();

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
