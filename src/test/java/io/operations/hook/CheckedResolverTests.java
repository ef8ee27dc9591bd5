package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.operation.OwnEndpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheckedResolverTests {

    private static final AllowedHosts ALLOWED = AllowedHosts.of(List.of("a.com", "203.0.113.9"), OwnEndpoints.NONE);

    private static CheckedResolver answering(String... addresses) {
        var answer = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
        return new CheckedResolver(ALLOWED, name -> answer);
    }

    @Test
    void givesTheAddressesOfAListedName() throws UnknownHostException {
        assertThat(answering("203.0.113.1", "2606:4700::1").resolve("a.com", 80))
                .extracting(InetSocketAddress::getAddress)
                .containsExactly(InetAddress.ofLiteral("203.0.113.1"), InetAddress.ofLiteral("2606:4700::1"));
    }

    @Test
    void leavesOutForbiddenAddresses() throws UnknownHostException {
        assertThat(answering("169.254.169.254", "203.0.113.1", "127.0.0.1").resolve("a.com", 80))
                .extracting(InetSocketAddress::getAddress)
                .containsExactly(InetAddress.ofLiteral("203.0.113.1"));
    }

    @Test
    void refusesANameThatStandsForForbiddenAddressesOnly() {
        assertThatThrownBy(() -> answering("169.254.169.254", "127.0.0.1").resolve("a.com", 80))
                .isInstanceOf(CheckedResolver.Refused.class);
    }

    @Test
    void doesNotEvenLookUpANameOffTheList() {
        var resolver = new CheckedResolver(ALLOWED, name -> {
            throw new AssertionError("looked up " + name);
        });

        assertThatThrownBy(() -> resolver.resolve("b.com", 80)).isInstanceOf(CheckedResolver.Refused.class);
    }

    @Test
    void takesAddressesLiterallyAndChecksThemToo() throws UnknownHostException {
        assertThat(answering("203.0.113.1").resolve("203.0.113.9", 80))
                .extracting(InetSocketAddress::getAddress)
                .containsExactly(InetAddress.ofLiteral("203.0.113.9"));
        assertThatThrownBy(() -> answering("203.0.113.1").resolve("169.254.169.254", 80))
                .isInstanceOf(CheckedResolver.Refused.class);
    }

    @Test
    void answersNothingWithoutAPort() {
        assertThatThrownBy(() -> answering("203.0.113.1").resolve("a.com")).isInstanceOf(CheckedResolver.Refused.class);
    }
}
