package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Attachment;
import io.operations.LimitsTest;
import io.operations.NamedCallers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A message that is too long ends the connection, and the operation with it. */
@LimitsTest
class MessageLimitTests {

    private static final String REFUSAL = "Message is longer than " + LimitsTest.MESSAGE + " bytes";
    private static final Attachment.Goodbye TOO_BIG = new Attachment.Goodbye(1009, REFUSAL);

    private final Api api;
    private final int port;

    MessageLimitTests(@LocalServerPort int port) {
        api = Api.on(port);
        this.port = port;
    }

    private Api.Answer schedule(String type) {
        return api.schedule("{\"type\": \"" + type + "\"}", NamedCallers.HEADER, "tls/talker")
                .hasStatus(202);
    }

    @Test
    void ofARelay() throws Exception {
        var relay = schedule("relay");
        try (var zero = Attachment.to(port, relay, "0");
                var one = Attachment.to(port, relay, "1")) {
            zero.say("x".repeat(LimitsTest.MESSAGE));
            zero.say(new byte[LimitsTest.MESSAGE]);
            assertThat(one.hear()).isEqualTo("x".repeat(LimitsTest.MESSAGE));
            assertThat(one.hear()).isNotNull();

            zero.say("é".repeat(LimitsTest.MESSAGE / 2 + 1));

            assertThat(zero.end()).isEqualTo(TOO_BIG);
            assertThat(one.end()).isEqualTo(TOO_BIG);
        }
        assertThat(api.await(relay.id()).operationError()).isEqualTo(REFUSAL + " 413");
    }

    @Test
    void ofALog() {
        var log = schedule("log-stream");
        try (var producer = Attachment.to(port, log, "producer")) {
            producer.say(new byte[LimitsTest.MESSAGE + 1]);

            assertThat(producer.end()).isEqualTo(TOO_BIG);
        }
        assertThat(api.await(log.id()).operationError()).isEqualTo(REFUSAL + " 413");
    }
}
