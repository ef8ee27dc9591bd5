package io.operations.web;

import io.operations.requestor.Caller;

/** What a caller who was let in a while ago may do by now. */
@FunctionalInterface
interface Trust {

    /**
     * The caller with the rights of this moment, looked up by what it presented: its certificate, or its token.
     *
     * @return an untrusted caller if that counts no more
     */
    Caller now(Caller caller);
}
