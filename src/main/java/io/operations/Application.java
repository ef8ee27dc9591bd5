package io.operations;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts one member of the service. */
@SpringBootApplication(proxyBeanMethods = false)
public class Application {

    static void main(String[] args) {
        OrderlyExit.install();
        SpringApplication.run(Application.class, args);
    }
}
