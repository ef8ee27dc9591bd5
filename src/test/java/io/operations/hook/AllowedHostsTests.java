package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.operation.OwnEndpoints;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTests {

    private static final AllowedHosts EVERYTHING = allowed("0.0.0.0/0:*", "[::/0]:*", "*.com", "localhost:*");

    private static AllowedHosts allowed(String... entries) {
        return AllowedHosts.of(List.of(entries), OwnEndpoints.NONE);
    }

    private static boolean mayCall(AllowedHosts hosts, String host, int port) {
        return hosts.objection(host, port).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "backup.example.com, backup.example.com, 80, true",
        "Backup.Example.com, backup.example.com, 80, true",
        "backup.example.com, evil.backup.example.com, 80, false",
        "backup.example.com, backup.example.com.evil.net, 80, false",
        "*.example.com, a.example.com, 80, true",
        "*.example.com, a.b.example.com, 80, true",
        "*.example.com, example.com, 80, false",
        "*.example.com, evilexample.com, 80, false",
        "*.example.com, .example.com, 80, false",
        "backup.example.com:8443, backup.example.com, 8443, true",
        "backup.example.com:8443, backup.example.com, 443, false",
        "192.0.2.7, 192.0.2.7, 80, true",
        "192.0.2.7, 192.0.2.8, 80, false",
        "192.0.2.7:81, 192.0.2.7, 80, false",
        "10.1.0.0/16, 10.1.255.255, 80, true",
        "10.1.0.0/16, 10.2.0.0, 80, false",
        "10.1.0.0/15, 10.0.0.1, 80, true",
        "10.1.0.0/16:81, 10.1.0.1, 81, true",
        "10.1.0.0/16:81, 10.1.0.1, 80, false",
        "10.1.0.0/16, a.example.com, 80, false",
        "2001:db8::/32, 2001:db8:ffff::1, 80, true",
        "2001:db8::/32, 2001:db9::1, 80, false",
        "[2001:db8::/32]:81, 2001:db8::1, 81, true",
        "[2001:db8::1]:81, 2001:db8::1, 80, false",
        "[2001:db8::1], 2001:db8::1, 80, true",
        "[::1]:80, ::1, 80, true",
        "[::1]:*, ::1, 80, true",
        "127.0.0.1:80, 127.0.0.1, 80, true",
        "127.0.0.1:*, 127.0.0.1, 80, true",
        "127.0.0.1:81, 127.0.0.1, 80, false",
        "127.0.0.1:*, 127.0.0.2, 80, false",
        "0.0.0.0/0, 127.0.0.1, 80, false",
        "localhost:80, localhost, 80, true",
        "localhost:81, localhost, 80, false",
        "localhost:*, 127.0.0.1, 80, false",
    })
    void matchesWhatAUrlSays(String entry, String host, int port, boolean expected) {
        assertThat(mayCall(allowed(entry), host, port)).isEqualTo(expected);
    }

    @Test
    void allowsNothingWithoutEntries() {
        assertThat(mayCall(allowed(), "127.0.0.1", 80)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "::",
                "::ffff:169.254.169.254",
                "::ffff:0:0",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::a9fe:a9fe",
                "64:ff9b:1:a9fe:a9:fe00::",
                "fe80::1",
                "febf::1",
                "ff02::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "2002:a9fe:a9fe::1",
                "2001:0:a9fe:a9fe::1"
            })
    void neverOpensWhatNoListCanOpen(String address) {
        assertThat(EVERYTHING.mayConnect(InetAddress.ofLiteral(address), 80)).isFalse();
        assertThat(mayCall(EVERYTHING, address, 80)).isFalse();
    }

    @Test
    void seesThroughMappedAddressesThatAResolverLeftAsTheyAre() throws UnknownHostException {
        var bytes = new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 169, (byte) 254, (byte) 169, (byte) 254};
        var mapped = Inet6Address.getByAddress("metadata.com", bytes, -1);

        assertThat(mapped).isInstanceOf(Inet6Address.class);
        assertThat(EVERYTHING.mayConnect(mapped, 80)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "192.168.1.1", "fd12::1", "203.0.113.9", "2606:4700::1", "64:ff9b::cb00:7109"})
    void letsListedNamesStandForPublicAndPrivateAddresses(String address) {
        assertThat(allowed("*.com").mayConnect(InetAddress.ofLiteral(address), 80))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a.com, 127.0.0.1, false",
        "a.com, ::1, false",
        "a.com, 64:ff9b::7f00:1, false",
        "a.com:80, 127.0.0.1, false",
        "127.0.0.1:80, 127.0.0.1, true",
        "127.0.0.1:*, 127.0.0.1, true",
        "127.0.0.1:*, 127.0.0.2, false",
        "127.0.0.1:*, ::1, false",
        "127.0.0.0/8:80, 127.0.0.2, true",
        "0.0.0.0/0, 127.0.0.1, false",
        "0.0.0.0/0:80, 127.0.0.1, true",
        "::/0, ::1, false",
        "[::1]:80, ::1, true",
        "localhost:*, 127.0.0.1, true",
        "localhost:*, ::1, true",
        "localhost:80, 127.0.0.1, true",
        "localhost:81, 127.0.0.1, false"
    })
    void letsNamesStandForLoopbackOnlyIfLoopbackIsListed(String entry, String address, boolean expected) {
        assertThat(allowed(entry).mayConnect(InetAddress.ofLiteral(address), 80))
                .isEqualTo(expected);
    }

    /** Row A: what listens on this machine trusts it, whichever of its addresses is called. */
    @Test
    void opensAddressesOfThisMachineOnlyWithAPort() throws SocketException {
        var here = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(it -> !it.isLinkLocalAddress())
                .toList();

        assertThat(here).isNotEmpty().allSatisfy(address -> {
            assertThat(allowed("0.0.0.0/0", "::/0", "a.com:80").mayConnect(address, 80))
                    .isFalse();
            assertThat(EVERYTHING.mayConnect(address, 80)).isTrue();
        });
    }

    /** Row A. */
    @Test
    void neverOpensWhatBelongsToTheService() throws UnknownHostException {
        var hosts = AllowedHosts.of(
                List.of("0.0.0.0/0:*", "*.com:*"),
                (address, port) -> port == 8080 && address.getHostAddress().equals("10.0.0.7"));

        assertThat(hosts.objection("10.0.0.7", 8080)).contains("belongs to this service");
        assertThat(hosts.objection("10.0.0.7", 8081)).isEmpty();
        assertThat(hosts.mayConnect(InetAddress.ofLiteral("10.0.0.7"), 8080)).isFalse();
        assertThat(hosts.mayConnect(InetAddress.ofLiteral("64:ff9b::a00:7"), 8080))
                .isFalse();
        assertThat(hosts.mayConnect(InetAddress.ofLiteral("10.0.0.8"), 8080)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.0.0.0/8", "::1", "[::1]"})
    void asksForAPortWhereAnEntryIsThisMachine(String entry) {
        assertThatThrownBy(() -> allowed(entry)).hasMessageContaining("is this machine, so it needs a port");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "a*.com",
                "http://a.com",
                "a.com/path",
                "a_b.com",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "2001:db8::/129",
                "0177.0.0.1",
                "127.1",
                "2130706433",
                "0x7f.0.0.1",
                "user@a.com",
                "a.com:",
                "a.com:123456",
                "a.com:65536",
                "a.com:0",
                "a.com:**"
            })
    void refusesEntriesThatItCannotUnderstand(String entry) {
        assertThatThrownBy(() -> allowed(entry)).isInstanceOf(IllegalArgumentException.class);
    }
}
