package io.operations.web;

import io.operations.operation.OperationService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** What WebSockets need of operations. */
@Configuration(proxyBeanMethods = false)
class OperationSocketConfiguration {

    @Bean
    ConnectingHere connectingHere(OperationService operations) {
        return operations::connectHere;
    }

    @Bean
    @Primary
    Connecting connecting(OperationService operations) {
        return operations::connect;
    }

    @Bean
    KnownProjects knownProjects(OperationService operations) {
        return operations::requireProject;
    }
}
