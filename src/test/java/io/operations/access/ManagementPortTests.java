package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.operations.Ports;
import io.operations.RawHttp;
import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Management endpoints on a port of their own: whoever can reach it may use them, and nothing else. */
@ServiceTest
@TestPropertySource(
        properties = {
            "management.server.port=0",
            "operations.authentication.trust-loopback=false",
            "operations.authentication.local-token-file=target/management-token"
        })
class ManagementPortTests {

    private final int port;
    private final int managementPort;
    private final MemberService member;
    private final Somebody here;
    private final Somebody there;

    ManagementPortTests(@LocalServerPort int port, @LocalManagementPort int managementPort, MemberService member) {
        this.port = port;
        this.managementPort = managementPort;
        this.member = member;
        here = Somebody.unknown(port);
        there = Somebody.unknown(managementPort);
    }

    /** Row I: on loopback, unless it is told otherwise. */
    @Test
    void listensOnThisMachineOnly() throws IOException {
        assertThat(Ports.isListening(managementPort)).isTrue();
        for (var address : others())
            assertThatIOException()
                    .as(address.toString())
                    .isThrownBy(() -> new Socket(address, managementPort).close());
    }

    /** Addresses of this machine by which others may reach it, and one more of loopback where there are none. */
    private static List<InetAddress> others() throws IOException {
        return Stream.concat(
                        Stream.of(InetAddress.ofLiteral("127.0.0.2")),
                        NetworkInterface.networkInterfaces()
                                .flatMap(NetworkInterface::inetAddresses)
                                .filter(it -> !it.isLoopbackAddress() && !it.isLinkLocalAddress()))
                .toList();
    }

    @Test
    void letsAnybodyScrapeThere() {
        var scrape = there.get("/actuator/prometheus");

        assertThat(scrape.status()).isEqualTo(200);
        assertThat(scrape.text()).contains("operations_slots_used");
        assertThat(there.get("/actuator/health/readiness").status()).isEqualTo(200);
    }

    @Test
    void letsNobodyScrapeHere() {
        assertThat(here.get("/actuator/prometheus").status()).isEqualTo(403);
        assertThat(here.get("/1.0/metrics").status()).isEqualTo(403);
    }

    @Test
    void hasNothingElseThere() throws IOException {
        for (var path : List.of("/1.0/operations", "/1.0", "/openapi.json", "/docs", "/actuator/env")) {
            var answer = RawHttp.answer(RawHttp.send(there.base().getPort(), RawHttp.request("GET", path)));
            assertThat(answer.status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void isNotWhereOtherMembersAreToldToCome() {
        assertThat(member.find(member.name()).orElseThrow().address()).hasPort(port);
    }
}
