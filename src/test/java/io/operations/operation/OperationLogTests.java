package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What stands beside a line about an operation. As JSON nothing may stand there twice. */
class OperationLogTests {

    private static final OperationLog LOG = OperationLog.of(OperationLogTests.class);

    private final Logger logger = (Logger) LoggerFactory.getLogger(OperationLogTests.class);
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

    @BeforeEach
    void listen() {
        heard.start();
        logger.addAppender(heard);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(heard);
        MDC.clear();
    }

    @Test
    void saysWhichOperationItIs() {
        var row = Writes.row(Instant.EPOCH);

        LOG.info(row, "{} of {}", 1, 2);

        assertThat(heard.list).singleElement().satisfies(it -> {
            assertThat(it.getFormattedMessage()).isEqualTo("1 of 2");
            assertThat(fields(it))
                    .containsEntry("operation", row.header().id().toString())
                    .containsEntry("project", "default")
                    .containsEntry("type", "noop")
                    .containsEntry("member", "m1")
                    .doesNotContainKeys("requestor", "trace.id");
        });
    }

    @Test
    void doesNotSayItTwiceWhereAHookSaysItOfAnother() {
        MDC.put("operation", "the hook's own");
        MDC.put("member", "m2");
        MDC.put("unrelated", "stays");

        LOG.info(Writes.row(Instant.EPOCH), "Accepted");
        logger.info("of the hook's own");

        assertThat(heard.list.getFirst().getMDCPropertyMap()).containsOnly(Map.entry("unrelated", "stays"));
        assertThat(heard.list.getLast().getMDCPropertyMap()).containsEntry("operation", "the hook's own");
    }

    /** Or a hook, or whoever answers it, could write lines that look like ours. */
    @Test
    void keepsWhatAHookSaysOnOneLine() {
        LOG.warn(
                Writes.row(Instant.EPOCH),
                "failed: {}",
                "no space\r\n2026-11-27 INFO \u2028all is well\u001b[2K\u0085");

        assertThat(heard.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo("failed: no space 2026-11-27 INFO  all is well [2K ");
    }

    private static Map<String, Object> fields(ILoggingEvent line) {
        return line.getKeyValuePairs().stream().collect(Collectors.toMap(it -> it.key, it -> it.value));
    }
}
