package io.operations;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.env.MockEnvironment;

/** Where others can call, somebody has to ask who they are. */
class ExposureCheckTests {

    private static final String REST =
            ", where others can call, and nobody would ask who they are. Set operations.jwt.issuer or"
                    + " operations.tls.port, or operations.authentication.trust-everybody=true if everybody who can"
                    + " reach it may do everything.";

    private static void check(String... properties) {
        var environment = new MockEnvironment();
        for (var property : properties) {
            var parts = property.split("=", 2);
            environment.setProperty(parts[0], parts[1]);
        }
        new ExposureCheck(environment).postProcessBeanFactory(new DefaultListableBeanFactory());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "localhost"})
    void letsLoopbackBe(String address) {
        assertThatNoException().isThrownBy(() -> check("server.address=" + address));
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
