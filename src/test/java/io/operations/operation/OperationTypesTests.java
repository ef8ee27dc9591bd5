package io.operations.operation;

import static io.operations.operation.ValidArgs.BULK;
import static io.operations.operation.ValidArgs.CONNECT;
import static io.operations.operation.ValidArgs.EVERYTHING;
import static io.operations.operation.ValidArgs.HOOK;
import static io.operations.operation.ValidArgs.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What a member must not declare: its owner is told when it starts, and not when somebody schedules it. */
class OperationTypesTests {

    private final ApplicationContextRunner member = new ApplicationContextRunner().withBean(OperationTypes.class);

    private static ApplicationContextRunner withHook(ApplicationContextRunner member, OperationType type) {
        return member.withBean(type.name(), RunHook.class, () -> RunHook.of(type, _ -> {}));
    }

    @Test
    void startsWithWhatIsCalled() {
        withHook(member, EVERYTHING)
                .withBean("copy", RunHook.class, () -> HOOK)
                .withBean("console", ConnectHook.class, () -> CONNECT)
                .withBean("token", OperationType.class, () -> TOKEN)
                .withBean("bulk", OperationType.class, () -> BULK)
                .run(it -> assertThat(it.getBean(OperationTypes.class).all()).hasSize(5));
    }

    static Stream<OperationType> doesNotStartWithARunHookThatIsNeverCalled() {
        return Stream.of(BULK, TOKEN, EVERYTHING.consistingOfChildren());
    }

    @ParameterizedTest
    @MethodSource
    void doesNotStartWithARunHookThatIsNeverCalled(OperationType type) {
        withHook(member, type)
                .run(it -> assertThat(it)
                        .getFailure()
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("Run hook of operation type \"" + type.name() + "\" would never be called: "
                                + (type.isBulk()
                                        ? "bulk operations run their children"
                                        : "token operations run nothing")));
    }

    @Test
    void doesNotStartWithATypeThatIsDeclaredTwice() {
        member.withBean("hook", RunHook.class, () -> HOOK)
                .withBean("type", OperationType.class, HOOK::type)
                .run(it -> assertThat(it)
                        .getFailure()
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("Operation type \"instance-copy\" is declared twice"));
    }
}
