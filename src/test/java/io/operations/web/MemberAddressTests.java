package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import io.operations.member.Member;
import io.operations.member.MemberService;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Where the other members are told to come, where there is no TLS. */
@ServiceTest
class MemberAddressTests {

    private final int port;
    private final MemberService member;

    MemberAddressTests(@LocalServerPort int port, MemberService member) {
        this.port = port;
        this.member = member;
    }

    @Test
    void isThatOfThePlainPort() {
        var self = member.find(member.name()).orElseThrow();

        assertThat(self.address()).isEqualTo(URI.create("http://127.0.0.1:" + port));
        assertThat(self.fingerprint()).isNull();
        assertThat(self.state()).isEqualTo(Member.State.ONLINE);
    }
}
