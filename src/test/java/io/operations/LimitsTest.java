package io.operations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** A test of the whole service with low limits, and callers named by a header. Each test is a caller of its own. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServiceTest
@Import(NamedCallers.class)
@TestPropertySource(
        properties = {
            "operations.limits.body-timeout=1s",
            "operations.limits.children=" + LimitsTest.CHILDREN,
            "operations.limits.inputs-size=" + LimitsTest.SIZE + "B",
            "operations.limits.listeners=" + LimitsTest.LISTENERS,
            "operations.limits.metadata-size=" + LimitsTest.SIZE + "B",
            "operations.limits.run-metadata-size=" + LimitsTest.RUN_SIZE + "B",
            "operations.limits.schedule-burst=" + LimitsTest.BURST,
            "operations.limits.schedule-rate=1",
            "operations.limits.waiters=" + LimitsTest.WAITERS,
            "operations.websocket.max-message-size=" + LimitsTest.MESSAGE + "B",
            "server.tomcat.connection-timeout=3s"
        })
public @interface LimitsTest {

    int CHILDREN = 300;

    /** At one operation a second it takes minutes until a second family of the largest size fits. */
    int BURST = 400;

    int SIZE = 1000;
    int RUN_SIZE = 20_000;
    int LISTENERS = 3;
    int WAITERS = 8;
    int MESSAGE = 20_000;
}
