package io.operations;

import io.operations.requestor.EmbeddedRun;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Refuses to start where every caller would be let in unasked, and where no caller could be let in. Outside the embedded run
 * trust in this machine is explicit, and beside tokens or TLS it needs a proof: a Unix socket or a token file.
 */
final class ExposureCheck implements BeanFactoryPostProcessor {

    private static final String ADDRESS = "server.address";
    private static final String EVERYBODY = "operations.authentication.trust-everybody";
    private static final String LOOPBACK = "operations.authentication.trust-loopback";
    private static final String ISSUER = "operations.jwt.issuer";
    private static final String TLS_PORT = "operations.tls.port";
    private static final String UNIX_SOCKET = "operations.unix-socket";
    private static final String TOKEN_FILE = "operations.authentication.local-token-file";

    private final Environment environment;
    private final EmbeddedRun run;

    ExposureCheck(Environment environment, EmbeddedRun run) {
        this.environment = environment;
        this.run = run;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        if (isOn(LOOPBACK) && !run.isOn() && (isSet(ISSUER) || isSet(TLS_PORT))) throw new StartFailure(unproven());
        var address = environment.getProperty(ADDRESS, "");
        var isHere = isLoopback(address);
        if (asksWhoCalls() || isOn(EVERYBODY) || isHere && trustsLoopback()) return;
        throw new StartFailure(isHere ? closed() : exposed(address));
    }

    private boolean asksWhoCalls() {
        return List.of(ISSUER, TLS_PORT, UNIX_SOCKET, TOKEN_FILE).stream().anyMatch(this::isSet);
    }

    private boolean trustsLoopback() {
        return environment.getProperty(LOOPBACK, Boolean.class, run.isOn());
    }

    private boolean isOn(String property) {
        return environment.getProperty(property, Boolean.class, false);
    }

    private boolean isSet(String property) {
        return StringUtils.hasText(environment.getProperty(property));
    }

    private static String unproven() {
        return LOOPBACK + "=true trusts every connection from this machine, also that of a proxy which passes on other"
                + " machines' requests, so it is refused together with " + ISSUER + " or " + TLS_PORT + ". Set "
                + UNIX_SOCKET + " or " + TOKEN_FILE + " for callers on this machine.";
    }

    private static String closed() {
        return "no caller could be let in. Set " + UNIX_SOCKET + ", " + TOKEN_FILE + ", " + ISSUER + " or " + TLS_PORT
                + ", or " + LOOPBACK + "=true if every user and proxy of this machine may do everything.";
    }

    private static String exposed(String address) {
        return ADDRESS + " is " + (address.isBlank() ? "not set" : address)
                + ", where others can call, and nobody would ask who they are. Set " + ISSUER + ", " + TLS_PORT + ", "
                + UNIX_SOCKET + " or " + TOKEN_FILE + ", or " + EVERYBODY
                + "=true if everybody who can reach it may do everything.";
    }

    private static boolean isLoopback(String address) {
        try {
            return StringUtils.hasText(address)
                    && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new StartFailure(ADDRESS + " is \"" + address + "\", which is no address of this machine.", e);
        }
    }
}
