package io.operations;

import java.util.Map;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Has a management port of its own listen on loopback unless an address is set. Spring Boot's default is every address of the
 * machine, and the endpoints on that port ask no caller for credentials.
 */
final class ManagementAddress implements BeanFactoryPostProcessor {

    private static final String ADDRESS = "management.server.address";
    private static final String LOOPBACK = "127.0.0.1";

    private final ConfigurableEnvironment environment;

    ManagementAddress(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        if (ManagementPortType.get(environment) != ManagementPortType.DIFFERENT) return;
        if (StringUtils.hasText(environment.getProperty(ADDRESS))) return;
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("managementAddress", Map.of(ADDRESS, LOOPBACK)));
    }
}
