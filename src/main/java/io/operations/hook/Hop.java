package io.operations.hook;

import io.operations.operation.OperationException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request on the way to the answer.
 *
 * @param headers the caller's
 * @param body    null for none
 */
record Hop(
        String method,
        Endpoint endpoint,
        Map<String, String> headers,
        @Nullable JsonNode body) {

    private static final Set<Integer> SAME_AGAIN = Set.of(301, 302, 307, 308);
    private static final int SEE_OTHER = 303;

    /**
     * Where an answer sends us. A request that changes something is never repeated elsewhere; 303 asks to read something
     * instead, so that every method may follow it.
     *
     * @throws OperationException.Invalid   if the location is no URL
     * @throws OperationException.Forbidden if it leads from https to http
     */
    Optional<Hop> after(int status, Optional<String> location) {
        return method(status).flatMap(method -> location.map(it -> redirected(method, it)));
    }

    private Optional<String> method(int status) {
        if (SAME_AGAIN.contains(status) && (method.equals("GET") || method.equals("HEAD"))) {
            return Optional.of(method);
        }
        return status == SEE_OTHER ? Optional.of(method.equals("HEAD") ? "HEAD" : "GET") : Optional.empty();
    }

    /** To another origin nothing of the caller's goes along: any header may be a credential. */
    private Hop redirected(String method, String location) {
        var next = endpoint.resolve(location, "Location");
        if (endpoint.scheme().equals("https") && next.scheme().equals("http")) {
            throw new OperationException.Forbidden(this + " was redirected to " + next + ", from https to http");
        }
        return new Hop(method, next, next.isSameOriginAs(endpoint) ? headers : Map.of(), null);
    }

    /** For messages. */
    @Override
    public String toString() {
        return method + " " + endpoint;
    }
}
