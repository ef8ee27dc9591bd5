package io.operations.web;

import io.operations.operation.OperationService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the WebSocket of operations is connected to. */
@Configuration(proxyBeanMethods = false)
class OperationSocketConfiguration {

    @Bean
    Connecting connecting(OperationService operations) {
        return operations::connect;
    }
}
