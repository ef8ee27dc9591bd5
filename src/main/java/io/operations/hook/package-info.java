/** The built-in run hooks. Each can be left out or replaced; nothing depends on them. */
@ApplicationModule(allowedDependencies = "operation")
@NullMarked
package io.operations.hook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
