package io.operations.web;

import io.operations.requestor.EmbeddedRun;
import java.nio.file.FileSystems;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * The Unix socket on which the API is served beside its ports, if there is one. The file's permissions say who can open it, so
 * its callers need no other proof. Tomcat removes the file when the service stops.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE) // after those whose customizers it takes over
@EnableConfigurationProperties(UnixSocketSettings.class)
class UnixSocket implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final String EMBEDDED = "socket/unix.socket";
    private static final Logger LOG = LoggerFactory.getLogger(UnixSocket.class);

    private final UnixSocketSettings settings;
    private final EmbeddedRun run;
    private final ServerProperties server;
    private @Nullable TomcatServletWebServerFactory factory;

    UnixSocket(UnixSocketSettings settings, EmbeddedRun run, ServerProperties server) {
        this.settings = settings;
        this.run = run;
        this.server = server;
    }

    @Override
    public void customize(TomcatServletWebServerFactory webServers) {
        factory = webServers;
    }

    /** Added when Tomcat runs: Boot would list it among the ports, as port -1. */
    @EventListener
    void on(ServletWebServerInitializedEvent started) {
        var path = path();
        if (path == null
                || factory == null
                || started.getApplicationContext().getServerNamespace() != null
                || !(started.getWebServer() instanceof TomcatWebServer tomcat)) return;
        var file = new SocketFile(path, settings.unixSocketPermissions());
        file.prepare();
        try {
            tomcat.getTomcat().getService().addConnector(connector(factory, path));
        } catch (IllegalArgumentException e) {
            throw file.invalid("The service cannot listen there.");
        }
        LOG.atInfo().addKeyValue("socket", path).log("Callers that can open the Unix socket may do everything");
    }

    private @Nullable String path() {
        if (settings.unixSocket() != null)
            return StringUtils.hasText(settings.unixSocket()) ? settings.unixSocket() : null;
        var hasPermissions =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return run.folder() != null && hasPermissions
                ? run.folder().resolve(EMBEDDED).toString()
                : null;
    }

    private UnixSocketConnector connector(TomcatServletWebServerFactory webServers, String path) {
        var connector = new UnixSocketConnector();
        ConnectorLimits.apply(webServers, server, connector);
        connector.setThrowOnFailure(true);
        connector.setProperty("bindOnInit", "false"); // so that a graceful shutdown closes it, as it closes the ports
        connector.setProperty("unixDomainSocketPath", path);
        connector.setProperty("unixDomainSocketPathPermissions", settings.unixSocketPermissions());
        return connector;
    }
}
