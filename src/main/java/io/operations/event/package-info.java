/** Ordered delivery of what happened to whoever listens. Knows nothing of operations. */
@ApplicationModule(allowedDependencies = {"requestor", "member"})
@NullMarked
package io.operations.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
