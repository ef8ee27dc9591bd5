package io.operations;

import io.operations.operation.Channel;
import io.operations.operation.ConnectHook;
import io.operations.operation.EntityType;
import io.operations.operation.Frame;
import io.operations.operation.Inputs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.OperationInput;
import io.operations.operation.OperationInput.Kind;
import io.operations.operation.OperationType;
import io.operations.operation.Peer;
import io.operations.operation.RunContext;
import io.operations.operation.RunHook;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** One type for each sort of operation that the contract has rules for. */
@TestConfiguration(proxyBeanMethods = false)
public class RuleHooks {

    private static final OperationInput[] INPUTS = {
        OperationInput.optional("gate", Kind.TEXT, "waits there; nowhere without it"),
        OperationInput.optional("stubborn", Kind.BOOLEAN, "whether it heeds no cancel"),
        OperationInput.optional("fail", Kind.TEXT, "what it says when it fails, which it does not without")
    };

    /** Waits at its {@code gate}, then succeeds, or fails with {@link #CODE}. */
    public static final OperationType STEP = OperationType.of(
                    "rule-step", "Taking a step", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
            .onAnyEntity()
            .failingOnConflict()
            .withInputs(INPUTS);

    /** The same, come what may. */
    public static final OperationType MUST = OperationType.of(
                    "rule-must", "Tidying up", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
            .onAnyEntity()
            .mustRun()
            .withInputs(INPUTS);

    /** The same on one sort of entity. */
    public static final OperationType COPY = OperationType.of(
                    "rule-copy", "Copying instance", EntityType.INSTANCE, OperationClass.TASK, OperationClass.DURABLE)
            .failingOnConflict()
            .withInputs(INPUTS);

    /** Somebody may attach to it meanwhile. */
    public static final OperationType SHELL = OperationType.of(
                    "rule-shell", "Running a shell", EntityType.PROJECT, OperationClass.WEBSOCKET)
            .onAnyEntity()
            .withInputs(INPUTS);

    /** Runs nothing; somebody may attach to it. */
    public static final OperationType CONSOLE = OperationType.of(
                    "rule-console", "Showing console", EntityType.PROJECT, OperationClass.WEBSOCKET)
            .onAnyEntity();

    public static final OperationType TOKEN =
            OperationType.of("rule-token", "Join token", EntityType.SERVER, OperationClass.TOKEN);

    /** Any class, and nothing behind it. */
    public static final OperationType HOOKLESS =
            OperationType.of("rule-hookless", "Doing nothing", EntityType.SERVER, OperationClass.values());

    public static final OperationType BULK = OperationType.of(
                    "rule-bulk", "Taking steps", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
            .onAnyEntity()
            .failingOnConflict()
            .consistingOfChildren();

    /** A family that somebody could attach to, which there is not. */
    public static final OperationType BULK_CONSOLE = OperationType.of(
                    "rule-bulk-console", "Showing consoles", EntityType.PROJECT, OperationClass.WEBSOCKET)
            .onAnyEntity()
            .consistingOfChildren();

    /** With which the steps fail. */
    public static final int CODE = 507;

    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();
    private static final Map<String, CountDownLatch> ARRIVALS = new ConcurrentHashMap<>();

    /** Lets all operations at this gate pass, now and later. */
    public static void open(String gate) {
        latch(GATES, gate).countDown();
    }

    /** Returns when an operation has got to this gate. */
    public static void awaitArrival(String gate) {
        try {
            if (!latch(ARRIVALS, gate).await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("Nobody has come to gate " + gate);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static CountDownLatch latch(Map<String, CountDownLatch> latches, String name) {
        return latches.computeIfAbsent(name, _ -> new CountDownLatch(1));
    }

    private static void step(RunContext context) throws InterruptedException {
        var inputs = context.inputs();
        var gate = inputs.optional("gate").map(it -> it.asString()).orElse("");
        if (!gate.isEmpty()) {
            latch(ARRIVALS, gate).countDown();
            pass(latch(GATES, gate), inputs.optional("stubborn").isPresent());
        }
        if (inputs.optional("fail").isPresent()) {
            throw new OperationException.Failed(CODE, inputs.text("fail"));
        }
    }

    private static void pass(CountDownLatch gate, boolean stubborn) throws InterruptedException {
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                if (!stubborn) {
                    throw e;
                }
            }
        }
    }

    /** Lets everybody in who has the secret of one of two channels, and nothing through. */
    private static class Attachable implements ConnectHook {

        private final OperationType type;

        Attachable(OperationType type) {
            this.type = type;
        }

        @Override
        public OperationType type() {
            return type;
        }

        @Override
        public List<String> channels(Inputs inputs) {
            return List.of("0", "control");
        }

        @Override
        public Channel connect(RunContext context, Caller caller) {
            return new Silent();
        }
    }

    private static final class Shell extends Attachable implements RunHook {

        Shell() {
            super(SHELL);
        }

        @Override
        public void run(RunContext context) throws InterruptedException {
            step(context);
        }
    }

    private static final class Silent implements Channel {
        @Override
        public void opened(Peer peer) {}

        @Override
        public void received(Frame frame) {}

        @Override
        public void closed(int code, String reason) {}
    }

    @Bean
    RunHook ruleStep() {
        return RunHook.of(STEP, RuleHooks::step);
    }

    @Bean
    RunHook ruleMust() {
        return RunHook.of(MUST, RuleHooks::step);
    }

    @Bean
    RunHook ruleCopy() {
        return RunHook.of(COPY, RuleHooks::step);
    }

    @Bean
    Shell ruleShell() {
        return new Shell();
    }

    @Bean
    ConnectHook ruleConsole() {
        return new Attachable(CONSOLE);
    }

    @Bean
    ConnectHook ruleBulkConsole() {
        return new Attachable(BULK_CONSOLE);
    }

    @Bean
    OperationType ruleToken() {
        return TOKEN;
    }

    @Bean
    OperationType ruleHookless() {
        return HOOKLESS;
    }

    @Bean
    OperationType ruleBulk() {
        return BULK;
    }
}
