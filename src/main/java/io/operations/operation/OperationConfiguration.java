package io.operations.operation;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/** The settings of this room. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({OperationLimitSettings.class, OperationSettings.class})
class OperationConfiguration {}
