/** Operations: vocabulary, lifecycle, scheduling, conflict references, retention; the only SQL about them. */
@ApplicationModule(allowedDependencies = {"event", "requestor", "member"})
@NullMarked
package io.operations.operation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
