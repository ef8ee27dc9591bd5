package io.operations.web;

import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Envelopes for requests that Tomcat refuses before a filter or controller sees them, where it would write HTML. */
@Component
class TomcatRefusals implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

    private final JsonMapper json;
    private final Duration bodyTimeout;

    TomcatRefusals(JsonMapper json, CallerLimitSettings limits) {
        this.json = json;
        this.bodyTimeout = limits.bodyTimeout();
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        // The last valve is the first to report; those before it leave alone what has been written.
        factory.addContextCustomizers(context -> {
            var pipeline = context.getParent().getPipeline();
            pipeline.addValve(new UnreadBodies(bodyTimeout));
            pipeline.addValve(new EnvelopeValve(json));
        });
    }

    private static final class EnvelopeValve extends ErrorReportValve {

        private final JsonMapper json;

        EnvelopeValve(JsonMapper json) {
            this.json = json;
        }

        @Override
        protected void report(Request request, Response response, @Nullable Throwable thrown) {
            var code = response.getStatus();
            if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            try {
                write(response, code);
            } catch (IOException | IllegalStateException e) {
                // The client is gone or has had its answer.
                container.getLogger().debug("No answer to a refused request", e);
            }
        }

        private void write(Response response, int code) throws IOException {
            var reason = ErrorAdvice.reason(HttpStatusCode.valueOf(code));
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.setCharacterEncoding("UTF-8");
            response.setHeader("X-Content-Type-Options", "nosniff");
            var writer = response.getReporter();
            if (writer != null) {
                writer.write(json.writeValueAsString(Envelope.error(code, reason)));
                response.finishResponse();
            }
        }
    }
}
