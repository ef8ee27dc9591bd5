package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;

/** Tells of rights that are taken away while a stream is open. Streams need no more of the security log than that. */
@FunctionalInterface
interface Withdrawals {

    /** @return the task for the moment when the rights of the caller who now opens a stream are taken away */
    Runnable whenWithdrawn(HttpServletRequest request);
}
