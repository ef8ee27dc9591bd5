/** Which processes exist, whether they live, and how to reach them. Uses no other room. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.operations.member;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
