package io.operations.operation;

import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a caller may do with an operation that it names by id. An operation that it may not see is not found, as if absent. */
final class OperationAccess {

    private OperationAccess() {}

    static void requireView(OperationRow row, Caller caller) {
        AccessPolicy.requireView(caller, row.header().project(), row.header().requestor());
    }

    static Predicate<Caller> viewers(OperationHeader header) {
        var project = header.project();
        var owner = header.requestor();
        return caller -> caller.isTrusted() && AccessPolicy.mayView(caller, project, owner);
    }

    /** @param secret that of a token, which lets any caller wait; empty for none */
    static void requireWait(OperationRow row, Caller caller, String secret) {
        if (!Secrets.opens(row, secret)) requireView(row, caller);
    }

    /** @param secret that of a channel, which lets any caller attach */
    static void requireConnect(OperationRow row, Caller caller, @Nullable String secret) {
        if (!Secrets.attaches(row, secret)) requireView(row, caller);
    }

    static void requireCancel(OperationRow row, Caller caller) {
        AccessPolicy.requireCancel(caller, row.header().project(), row.header().requestor());
    }
}
