package io.operations.web;

import io.operations.operation.OperationService;
import io.operations.requestor.Projects;
import java.util.Optional;
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
    KnownProjects knownProjects(OperationService operations, Projects projects) {
        return name -> {
            operations.requireProject(name);
            return name == null ? Optional.empty() : projects.createdAt(name);
        };
    }
}
