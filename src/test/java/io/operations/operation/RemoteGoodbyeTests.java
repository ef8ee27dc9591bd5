package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client's code and reason get to the operation's member, though that member's own client could not send them. */
class RemoteGoodbyeTests {

    private final List<String> told = new ArrayList<>();
    private final Channel channel = new Channel() {
        @Override
        public void opened(Peer peer) {
            throw new AssertionError("nobody came");
        }

        @Override
        public void received(Frame frame) {
            throw new AssertionError("nothing was said");
        }

        @Override
        public void closed(int code, String reason) {
            told.add(code + " " + reason);
        }
    };

    @ParameterizedTest
    @CsvSource({"1000, ''", "1003, '#1000 not this'", "1009, too big", "4711, 'über\n'", "1005, ''"})
    void isWhatTheClientSaid(int code, String reason) {
        new RemoteGoodbye(channel).closed(1000, RemoteGoodbye.of(code, reason));

        assertThat(told).containsExactly(code + " " + reason);
    }

    @Test
    void fitsIntoACloseFrame() {
        var said = RemoteGoodbye.of(4000, "😀".repeat(100));

        assertThat(said.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
        new RemoteGoodbye(channel).closed(1000, said);
        assertThat(told.getFirst()).startsWith("4000 😀").doesNotContain("\uFFFD", "?");
    }

    @Test
    void isWhatTheConnectionSaysWhereNoClientDid() {
        new RemoteGoodbye(channel).closed(1006, "");

        assertThat(told).containsExactly("1006 ");
    }
}
