package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;

/** How long Tomcat may try to answer a client that says goodbye. */
class SendTimesTests {

    private static final String[] ANSWERS = {
        "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT",
        "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT"
    };

    private static final OperationSocketSettings SETTINGS = new OperationSocketSettings(
            Duration.ofSeconds(10),
            2,
            Duration.ofSeconds(35),
            Duration.ofSeconds(5),
            DataSize.ofKilobytes(64),
            Duration.ofHours(1));

    private final Map<String, Object> properties = new ConcurrentHashMap<>();
    private final StandardWebSocketSession session = mock();
    private SendTimes times;

    @BeforeEach
    void connect() {
        Session tomcat = mock();
        when(tomcat.getUserProperties()).thenReturn(properties);
        when(session.getNativeSession()).thenReturn(tomcat);
        times = new SendTimes(session, SETTINGS);
    }

    @Test
    void isNotShortWhateverTheClientSays() {
        assertLong();
    }

    @Test
    void isShortOnlyAsLongAsASendHasToWait() throws Exception {
        var taken = new CountDownLatch(1);
        doAnswer(_ -> taken.await(1, TimeUnit.MINUTES)).when(session).sendMessage(any());
        var sending = Thread.ofVirtual().start(this::send);

        await().untilAsserted(() -> {
            times.giveWay();
            assertThat(properties).extractingByKeys(ANSWERS).containsOnly(50L);
        });
        taken.countDown();
        sending.join();

        assertLong();
    }

    private void send() {
        try {
            times.send(session, new PingMessage());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertLong() {
        assertThat(properties)
                .extractingByKeys(ANSWERS)
                .allSatisfy(it -> assertThat((long) it).isGreaterThanOrEqualTo(1000));
    }
}
