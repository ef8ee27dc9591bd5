/** Who asks, in which projects, and what they may do. A leaf: every room may use it, it uses none. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.operations.requestor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
