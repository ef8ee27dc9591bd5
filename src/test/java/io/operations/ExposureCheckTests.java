package io.operations;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.operations.requestor.EmbeddedRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.env.MockEnvironment;

/** Where others can call, somebody has to ask who they are. */
class ExposureCheckTests {

    private static final String REST =
            ", where others can call, and nobody would ask who they are. Set operations.jwt.issuer,"
                    + " operations.tls.port, operations.unix-socket or operations.authentication.local-token-file, or"
                    + " operations.authentication.trust-everybody=true if everybody who can reach it may do everything.";

    private static final EmbeddedRun EMBEDDED = new EmbeddedRun(Path.of(".data"));
    private static final EmbeddedRun PACKAGED = new EmbeddedRun(null);
    private static final String LOOPBACK = "operations.authentication.trust-loopback";

    private static void check(String... properties) {
        check(PACKAGED, properties);
    }

    private static void check(EmbeddedRun run, String... properties) {
        var environment = new MockEnvironment();
        for (var property : properties) {
            var parts = property.split("=", 2);
            environment.setProperty(parts[0], parts[1]);
        }
        new ExposureCheck(environment, run).postProcessBeanFactory(new DefaultListableBeanFactory());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "localhost"})
    void trustsLoopbackInTheEmbeddedRun(String address) {
        assertThatNoException().isThrownBy(() -> check(EMBEDDED, "server.address=" + address));
        assertThatNoException().isThrownBy(() -> check(EMBEDDED, "server.address=" + address, "operations.tls.port=0"));
        assertThatNoException()
                .isThrownBy(() ->
                        check(EMBEDDED, "server.address=" + address, LOOPBACK + "=true", "operations.tls.port=0"));
    }

    /** Row D: trust by place fails closed. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void refusesLoopbackElsewhereUnlessItIsMeant(String address) {
        for (var run : List.of(EMBEDDED, PACKAGED))
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(() -> check(run, "server.address=" + address, LOOPBACK + "=false"))
                    .withMessageStartingWith("no caller could be let in. Set operations.unix-socket, ");
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> check("server.address=" + address))
                .withMessageStartingWith("no caller could be let in. Set operations.unix-socket, ");
        assertThatNoException().isThrownBy(() -> check("server.address=" + address, LOOPBACK + "=true"));
    }

    /** Row D: trusting this machine together with tokens or TLS needs the proof. */
    @ParameterizedTest
    @ValueSource(strings = {"operations.tls.port=8443", "operations.jwt.issuer=https://issuer.example"})
    void refusesUnprovenLoopbackBesideTokensAndTls(String property) {
        for (var address : List.of("127.0.0.1", "0.0.0.0"))
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(() -> check("server.address=" + address, property, LOOPBACK + "=true"))
                    .withMessageStartingWith(LOOPBACK + "=true trusts every connection from this machine");
        assertThatNoException()
                .isThrownBy(() -> check("server.address=127.0.0.1", property, "operations.unix-socket=/run/s/s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void refusesWhereOthersCanCall(String address) {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> check("server.address=" + address))
                .withMessage("server.address is " + address + REST);
    }

    @Test
    void refusesAllAddressesOfTheMachine() {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(ExposureCheckTests::check)
                .withMessage("server.address is not set" + REST);
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> check("server.address= "))
                .withMessage("server.address is not set" + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "operations.tls.port=8443",
                "operations.tls.port=0",
                "operations.jwt.issuer=https://issuer.example",
                "operations.unix-socket=/run/operations/unix.socket",
                "operations.authentication.local-token-file=/run/operations/token",
                "operations.authentication.trust-everybody=true"
            })
    void letsBeWhatAsksOrIsMeantSo(String property) {
        assertThatNoException().isThrownBy(() -> check("server.address=0.0.0.0", property));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "operations.tls.port=",
                "operations.jwt.issuer= ",
                "operations.authentication.trust-everybody=false",
                "operations.unix-socket=",
                "operations.authentication.local-token-file=",
                "operations.authentication.trust-loopback=true",
                "operations.tls.bundle=server"
            })
    void refusesWhatOnlyLooksLikeIt(String property) {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> check("server.address=0.0.0.0", property))
                .withMessage("server.address is 0.0.0.0" + REST);
    }

    @Test
    void saysThatAnAddressIsNone() {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> check("server.address=256.0.0.1.invalid"))
                .withMessage("server.address is \"256.0.0.1.invalid\", which is no address of this machine.");
    }
}
