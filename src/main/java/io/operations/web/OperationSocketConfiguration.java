package io.operations.web;

import io.operations.operation.OperationException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the WebSocket of operations is connected to. */
@Configuration(proxyBeanMethods = false)
class OperationSocketConfiguration {

    /** Nobody yet: no operation takes connections. */
    @Bean
    Connecting connecting() {
        return (id, secret, requestor) -> {
            throw new OperationException.Invalid("Only websocket operations can be connected");
        };
    }
}
