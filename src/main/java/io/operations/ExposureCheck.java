package io.operations;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Refuses to start where others could call and nobody would ask who they are. */
final class ExposureCheck implements BeanFactoryPostProcessor {

    private static final String ADDRESS = "server.address";
    private static final String EVERYBODY = "operations.authentication.trust-everybody";

    private final Environment environment;

    ExposureCheck(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        var address = environment.getProperty(ADDRESS, "");
        if (isLoopback(address) || asksWhoCalls() || environment.getProperty(EVERYBODY, Boolean.class, false)) return;
        throw new StartFailure(ADDRESS + " is " + (address.isBlank() ? "not set" : address)
                + ", where others can call, and nobody would ask who they are. Set operations.jwt.issuer or"
                + " operations.tls.port, or " + EVERYBODY + "=true if everybody who can reach it may do everything.");
    }

    private boolean asksWhoCalls() {
        return StringUtils.hasText(environment.getProperty("operations.jwt.issuer"))
                || StringUtils.hasText(environment.getProperty("operations.tls.port"));
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
