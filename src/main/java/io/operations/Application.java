package io.operations;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts one member of the service. */
@SpringBootApplication(proxyBeanMethods = false)
public class Application {

    static void main(String[] args) {
        OrderlyExit.install();
        var application = new SpringApplication(Application.class);
        application.addListeners(new MigrationOnly());
        try {
            application.run(args);
        } catch (SpringApplication.AbandonedRunException e) {
            // All that was asked for is done.
        }
    }
}
