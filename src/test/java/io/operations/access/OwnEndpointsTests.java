package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.LoopbackServer;
import io.operations.operation.OwnEndpoints;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * Row A: an {@code http-request} called the service on loopback, where the service trusted the call, and so gave a caller who
 * may only create operations a certificate that may do everything. Every address and port is allowed here. The service's own
 * ports and those of its members are refused nevertheless.
 */
@AccessTest
@TestPropertySource(
        properties = {
            "management.server.port=0",
            "operations.http.allowed-hosts=0.0.0.0/0:*,[::/0]:*,localhost:*,ip6-localhost:*"
        })
class OwnEndpointsTests {

    private static final String MEMBER = "neighbour";

    private final Api creator;
    private final Api admin;
    private final OwnEndpoints members;
    private final JdbcClient jdbc;
    private final List<Integer> ports;

    OwnEndpointsTests(
            @LocalServerPort int plain,
            @LocalManagementPort int management,
            JdbcClient jdbc,
            List<OwnEndpoints> endpoints) {
        admin = Api.on(plain).as(AccessTest.ISSUER.token("admin", "admins"));
        admin.project("own");
        creator = Api.on(plain).as(AccessTest.ISSUER.token("creator"));
        ports = List.of(plain, tlsPort(), management, databasePort(jdbc));
        members = (address, port) -> endpoints.stream().anyMatch(it -> it.contain(address, port));
        this.jdbc = jdbc;
    }

    private int tlsPort() {
        var address =
                admin.get("/1.0").metadata().at("/environment/addresses/0").asString();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static int databasePort(JdbcClient jdbc) {
        return jdbc.sql("SHOW port").query(Integer.class).single();
    }

    @AfterEach
    void forgetMember() {
        jdbc.sql("DELETE FROM member WHERE name = :name").param("name", MEMBER).update();
    }

    private static Stream<String> addresses() throws SocketException {
        var own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(it -> !it.isLinkLocalAddress())
                .map(OwnEndpointsTests::inUrl);
        return Stream.concat(
                Stream.of("127.0.0.1", "127.0.0.2", "127.255.255.254", "[::1]", "[::ffff:127.0.0.1]"), own);
    }

    private static String inUrl(InetAddress address) {
        var host = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + host + "]" : host;
    }

    private Api.Answer call(String url) {
        return creator.post("/1.0/operations?project=own", """
                {"type": "http-request", "inputs": {"url": "%s", "method": "POST", "body": {"name": "intruder"}}}""".formatted(url));
    }

    private void assertNoIntruder() {
        assertThat(admin.get("/1.0/certificates?recursion=1").hasStatus(200).text())
                .doesNotContain("intruder");
    }

    @Test
    void areRefusedByAddress() throws SocketException {
        addresses().forEach(address -> {
            for (var port : ports) {
                for (var scheme : List.of("http", "https")) {
                    call(scheme + "://" + address + ":" + port + "/1.0/certificates")
                            .refuses(400, "inputs.url leads to", "port " + port, "belongs to this service");
                }
            }
        });
        assertNoIntruder();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::127.0.0.1]"})
    void areRefusedHoweverTheAddressIsSpelled(String host) {
        for (var port : ports) {
            call("http://" + host + ":" + port + "/1.0/certificates").refuses(400, "inputs.url");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "localhost."})
    void areRefusedByName(String host) {
        for (var port : ports) {
            assertRefusedLater(call("http://" + host + ":" + port + "/1.0/certificates"), "leads to this service");
        }
        assertNoIntruder();
    }

    private void assertRefusedLater(Api.Answer answer, String reason) {
        UUID id = answer.hasStatus(202).id();
        assertThat(admin.await(id).operationError()).contains(reason).endsWith(" 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "localhost"})
    void areRefusedByRedirect(String host) {
        for (var port : ports) {
            var target = "http://" + host + ":" + port + "/1.0/certificates";
            try (var redirecting = LoopbackServer.serving(exchange -> {
                try (exchange) {
                    exchange.getResponseHeaders().add("Location", target);
                    exchange.sendResponseHeaders(303, -1);
                }
            })) {
                assertRefusedLater(call(redirecting.url() + "/"), "this service");
            }
        }
        assertNoIntruder();
    }

    /** Another process on this machine, and one elsewhere: every port that they have told, and the ports of this process. */
    @Test
    void areRefusedWhereAnotherMemberHasThem() throws Exception {
        join("http://127.0.0.1:4711", "{4711,4712}");
        for (var port : List.of(4711, 4712)) {
            awaitOwn("127.0.0.1", port);
            call("http://[::1]:" + port + "/").refuses(400, "belongs to this service");
        }
        forgetMember();
        join("https://192.0.2.7:8443", "{8443,8081}");
        for (var port : List.of(8443, 8081, ports.getFirst())) {
            awaitOwn("192.0.2.7", port);
            call("http://192.0.2.7:" + port + "/").refuses(400, "belongs to this service");
        }
        assertThat(members.contain(InetAddress.ofLiteral("192.0.2.8"), 8443)).isFalse();
        assertThat(members.contain(InetAddress.ofLiteral("192.0.2.7"), 9000)).isFalse();
    }

    private void join(String address, String ports) {
        jdbc.sql("""
                        INSERT INTO member (incarnation, name, address, ports)
                        VALUES (gen_random_uuid(), :name, :address, CAST(:ports AS integer[]))""")
                .param("name", MEMBER)
                .param("address", address)
                .param("ports", ports)
                .update();
    }

    private void awaitOwn(String address, int port) {
        await().until(() -> members.contain(InetAddress.ofLiteral(address), port));
    }

    /** Other ports of this machine are open, as the list says. */
    @Test
    void leaveOtherPortsAlone() {
        try (var endpoint = LoopbackServer.serving(exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(204, -1);
            }
        })) {
            var id = call(endpoint.url() + URI.create("/")).hasStatus(202).id();
            assertThat(admin.await(id).operationStatus()).isEqualTo("Success");
        }
    }
}
