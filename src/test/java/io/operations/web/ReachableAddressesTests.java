package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where clients are told to come. */
class ReachableAddressesTests {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:8443",
        "192.0.2.1, 192.0.2.1:8443",
        "2001:db8::1, [2001:db8:0:0:0:0:0:1]:8443",
        "::1, [0:0:0:0:0:0:0:1]:8443"
    })
    void isWhereItListens(String address, String expected) {
        assertThat(ReachableAddresses.of(InetAddress.ofLiteral(address), 8443)).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void isEverythingButLoopbackWhereItListensOnAll(String address) throws Exception {
        var reachable = ReachableAddresses.of(InetAddress.ofLiteral(address), 8443);

        assertThat(reachable).isEqualTo(ReachableAddresses.of(null, 8443));
        assertThat(reachable).first().isEqualTo(InetAddress.getLocalHost().getHostName() + ":8443");
        assertThat(reachable).allMatch(it -> it.endsWith(":8443")).noneMatch(it -> it.contains("%"));
        assertThat(reachable).doesNotContain("127.0.0.1:8443", "[0:0:0:0:0:0:0:1]:8443", "0.0.0.0:8443");
    }

    @Test
    void namesNothingTwice() {
        assertThat(ReachableAddresses.of(null, 8443)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1:8443", "192.0.2.1, 192.0.2.1:8443", "2001:db8::1, [2001:db8:0:0:0:0:0:1]:8443"})
    void isOneOnlyForMembers(String address, String expected) {
        assertThat(ReachableAddresses.one(InetAddress.ofLiteral(address), 8443)).isEqualTo(expected);
    }

    @Test
    void isOneOfTheMachineForMembersWhereItListensOnAll() {
        var one = ReachableAddresses.one(InetAddress.ofLiteral("0.0.0.0"), 8443);

        assertThat(one).isEqualTo(ReachableAddresses.one(null, 8443)).doesNotStartWith("0.0.0.0");
        var all = ReachableAddresses.of(null, 8443);
        // Without a network only the machine itself gets there.
        assertThat(one).isIn(all.size() > 1 ? all : List.of("127.0.0.1:8443"));
    }
}
