package io.operations.access;

import io.operations.FreshDatabase;
import io.operations.RuleHooks;
import io.operations.ServiceTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/** A test of the whole service where nobody is trusted for where they are: callers have tokens of {@link Issuer}, or certificates. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServiceTest
@Import(RuleHooks.class)
@ContextConfiguration(initializers = {FreshDatabase.class, AccessTest.WithIssuer.class})
@TestPropertySource(
        properties = {
            "operations.authentication.trust-loopback=false",
            "operations.tls.port=0",
            "operations.embedded.tls-directory=target/tls",
            "operations.jwt.audience=" + Issuer.AUDIENCE,
            "operations.access.grants[0].groups=admins",
            "operations.access.grants[0].permissions=all",
            "operations.access.grants[1].users=viewer",
            "operations.access.grants[1].projects=own",
            "operations.access.grants[1].permissions=can_view_operations",
            "operations.access.grants[2].users=creator",
            "operations.access.grants[2].projects=own",
            "operations.access.grants[2].permissions=can_create_operations",
            "operations.access.grants[3].users=editor",
            "operations.access.grants[3].projects=own",
            "operations.access.grants[3].permissions=can_edit",
            "operations.access.grants[4].users=listener",
            "operations.access.grants[4].projects=own",
            "operations.access.grants[4].permissions=can_view_events",
            "operations.access.grants[5].groups=watchers",
            "operations.access.grants[5].permissions=can_view_operations,can_view_events",
            "operations.access.grants[6].users=scraper",
            "operations.access.grants[6].permissions=can_view_metrics"
        })
public @interface AccessTest {

    /** Of all such tests. */
    Issuer ISSUER = new Issuer();

    /** Tells the service whose tokens to believe. */
    final class WithIssuer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(
                            "operations.jwt.issuer=" + ISSUER.url(),
                            "operations.jwt.jwk-set-uri=" + ISSUER.url() + "/keys")
                    .applyTo(context);
        }
    }
}
