package io.operations.web;

import io.operations.requestor.Caller;

/** Whether somebody who was let in could still come in. */
@FunctionalInterface
interface Trust {

    /** Whether nobody has taken back what the caller was let in with, and its time is not over. */
    boolean isStillTrusted(Caller caller);
}
