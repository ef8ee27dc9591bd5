package io.operations.client;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test whose programs, Python modules or libraries are not installed, and says so in one line. With {@code -Dtests.clients=required}
 * the test fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(InstalledClients.class)
public @interface RequiresClients {

    /** Names of programs, looked up on the {@code PATH}. */
    String[] programs() default {};

    /** Modules of the system's own Python, {@link InstalledClients#PYTHON}. */
    String[] pythonModules() default {};

    /** Shared libraries, as {@link SharedLibraries} finds them. */
    String[] libraries() default {};
}
