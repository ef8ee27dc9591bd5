package io.operations;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts one member of the service. */
@SpringBootApplication(proxyBeanMethods = false)
public class Application {

    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    /**
     * Platform threads for each processor that run virtual ones. A virtual thread keeps its platform thread until it waits: with one
     * for each processor two long lists hold up all other requests. The operating system shares the processors among more of them.
     */
    private static final int CARRIERS_EACH = 4;

    static void main(String[] args) {
        if (System.getProperty(CARRIERS) == null)
            System.setProperty(
                    CARRIERS,
                    Integer.toString(CARRIERS_EACH * Runtime.getRuntime().availableProcessors()));
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
