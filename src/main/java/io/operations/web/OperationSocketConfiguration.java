package io.operations.web;

import io.operations.operation.OperationService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What WebSockets need of operations. */
@Configuration(proxyBeanMethods = false)
class OperationSocketConfiguration {

    @Bean
    ConnectingHere connectingHere(OperationService operations) {
        return operations::connectHere;
    }

    @Bean
    Connecting connecting(OperationService operations) {
        return (id, secret, caller) -> operations.connectFor(caller, id, secret);
    }

    @Bean
    KnownProjects knownProjects(OperationService operations) {
        return operations::requireProject;
    }
}
