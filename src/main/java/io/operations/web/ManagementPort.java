package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The port of the management endpoints, if they have one of their own: whoever can reach it may use them. */
@Component
class ManagementPort {

    private static final String LOCAL_PORT = "local.management.port";

    private final Environment environment;
    private final boolean isSeparate;

    ManagementPort(Environment environment) {
        this.environment = environment;
        isSeparate = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
    }

    /** The connections of the API are recorded, those of this port are not. */
    boolean received(HttpServletRequest request) {
        return isSeparate
                && ClientConnection.of(request) == null
                && environment.getProperty(LOCAL_PORT, Integer.class, -1).equals(request.getLocalPort());
    }
}
