package io.operations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestConstructor;

/** A test of the whole service: on a port of its own, on an empty PostgreSQL database, with the hooks of {@link TestHooks}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "operations.shutdown.timeout=30s",
            "operations.authentication.trust-loopback=true",
            "operations.http.allowed-hosts=127.0.0.1:*,[::1]:*,localhost:*"
        })
@AutoConfigureMetrics
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
@ContextConfiguration(initializers = FreshDatabase.class)
@Import({TestHooks.class, TestClock.class})
public @interface ServiceTest {}
