package io.operations.web;

import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Takes any number of languages in {@code Accept-Language}. All answers are in English; Tomcat would answer with 500 to who
 * names more than ten.
 */
@Component
class Languages implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    /** The size of the headers is limit enough. */
    private static final int NO_LIMIT = -1;

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(Languages::takeAny);
    }

    static void takeAny(Connector connector) {
        connector.setMaxLocaleCount(NO_LIMIT);
    }
}
