package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;

/** What becomes known of rights that are taken away while a stream is open. Streams need to know of refusals no more than that. */
@FunctionalInterface
interface Withdrawals {

    /** What to do when the rights of the caller who now opens a stream are taken away. */
    Runnable whenWithdrawn(HttpServletRequest request);
}
