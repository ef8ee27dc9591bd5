/** The edge: REST, WebSockets, envelopes, request metrics. May use every room; offers nothing to any. */
@ApplicationModule(allowedDependencies = {"operation", "event", "member", "requestor"})
@NullMarked
package io.operations.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
