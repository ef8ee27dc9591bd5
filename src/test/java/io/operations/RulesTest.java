package io.operations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** A test of the whole service with the types of {@link RuleHooks}, callers named by a header, and few slots. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServiceTest
@Import({RuleHooks.class, NamedCallers.class})
@TestPropertySource(
        properties = {
            "operations.runner.slots=" + RulesTest.SLOTS,
            "operations.runner.project-share=1",
            "operations.runner.caller-share=1"
        })
public @interface RulesTest {

    int SLOTS = 16;
}
