package io.operations.operation;

import io.operations.RuleHooks;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An operation of some kind, in the hands of a test.
 *
 * @param operation the one that is looked at
 * @param top       it, or its parent
 * @param gate      where its hook waits, or that of its children
 */
record Subject(Kind kind, Operation operation, Operation top, String gate) {

    /** What an operation can be: its class, its place in a family, and whether anything runs. */
    enum Kind {
        TASK,
        DURABLE,
        /** A websocket operation with a run hook. */
        SHELL,
        /** A websocket operation without. */
        CONSOLE,
        TOKEN,
        BULK,
        DURABLE_BULK,
        CHILD,
        DURABLE_CHILD,
        /** One that must run. */
        MUST_CHILD;

        boolean isChild() {
            return this == CHILD || this == DURABLE_CHILD || this == MUST_CHILD;
        }

        /** Whether it waits in PostgreSQL for a slot, and nothing of it is live meanwhile. */
        boolean isQueued() {
            return this == TASK || this == DURABLE;
        }

        /** Whether it waits for a slot where there is none. */
        boolean needsSlot() {
            return isQueued() || this == SHELL;
        }

        boolean runsNothing() {
            return this == CONSOLE || this == TOKEN;
        }

        /** What the hook is told to do; nothing for what has none. */
        record Script(String gate, boolean stubborn, boolean failing) {

            Inputs inputs() {
                var inputs = new TreeMap<String, Object>(Map.of("gate", gate));
                if (stubborn) {
                    inputs.put("stubborn", true);
                }
                if (failing) {
                    inputs.put("fail", "no");
                }
                return Inputs.of(inputs);
            }
        }

        /** @param later whether a child is to wait for its stage */
        OperationArgs args(Script script, boolean later) {
            return switch (this) {
                case TASK -> of(RuleHooks.STEP).withInputs(script.inputs());
                case DURABLE -> durable(TASK.args(script, later));
                case SHELL -> of(RuleHooks.SHELL).withInputs(script.inputs());
                case CONSOLE -> of(RuleHooks.CONSOLE);
                case TOKEN -> of(RuleHooks.TOKEN);
                case BULK -> family(TASK.args(script, later));
                case DURABLE_BULK -> durable(family(DURABLE.args(script, later)));
                case CHILD -> withSibling(TASK.args(script, later), script, later);
                case DURABLE_CHILD -> durable(withSibling(DURABLE.args(script, later), script, later));
                case MUST_CHILD -> withSibling(of(RuleHooks.MUST).withInputs(script.inputs()), script, later);
            };
        }

        private static OperationArgs of(OperationType type) {
            return OperationArgs.of(type).inProject("default");
        }

        private static OperationArgs durable(OperationArgs args) {
            return args.withClass(OperationClass.DURABLE);
        }

        private static OperationArgs family(OperationArgs... children) {
            return of(RuleHooks.BULK).withChildren(List.of(children));
        }

        /** The sibling keeps their parent going. */
        private static OperationArgs withSibling(OperationArgs child, Script script, boolean later) {
            var gate = siblingGate(script.gate());
            var sibling = OperationArgs.of(child.type())
                    .inProject("default")
                    .withClass(child.operationClass())
                    .withInputs(new Script(gate, false, false).inputs());
            return family(child.inStage(later ? 1 : 0), sibling);
        }
    }

    static Subject of(Kind kind, Operation top, String gate) {
        return new Subject(kind, kind.isChild() ? top.children().getFirst() : top, top, gate);
    }

    private static String siblingGate(String gate) {
        return gate + "/sibling";
    }

    UUID id() {
        return operation.id();
    }

    /** That of its channel, or of the token; null where it has none. */
    @Nullable
    String secret() {
        var secrets = operation.render().secrets();
        return text(
                kind == Kind.TOKEN
                        ? secrets.get(Secrets.TOKEN)
                        : secrets.path(Secrets.CHANNELS).get("control"));
    }

    private static @Nullable String text(@Nullable JsonNode value) {
        return value == null ? null : value.stringValue();
    }

    /** Lets it come to its end, as it likes. */
    void letGo() {
        RuleHooks.open(gate);
        RuleHooks.open(siblingGate(gate));
    }
}
