package io.operations.hook;

import io.operations.operation.Inputs;
import io.operations.operation.OperationException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The headers that a caller wants sent along. Those that steer the connection are the service's own business. */
final class CallerHeaders {

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    private static final Set<String> RESERVED = caseInsensitive(
            "Accept-Encoding",
            "Connection",
            "Content-Length",
            "Expect",
            "Host",
            "HTTP2-Settings",
            "Idempotency-Key",
            "Keep-Alive",
            "Operation-Attempt",
            "Operation-Id",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Via");

    private CallerHeaders() {}

    /** @throws OperationException.Invalid naming the header, never its value */
    static Map<String, String> of(Inputs inputs) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        inputs.optional("headers")
                .ifPresent(given -> given.properties().forEach(it -> {
                    var name = it.getKey();
                    check(NAME.matcher(name).matches(), name, "is not a header name");
                    check(!RESERVED.contains(name), name, "is set by the service");
                    check(!headers.containsKey(name), name, "is there twice");
                    headers.put(name, value(name, it.getValue()));
                }));
        return Collections.unmodifiableMap(headers);
    }

    private static String value(String name, JsonNode value) {
        check(value.isString(), name, "must be text");
        check(VALUE.matcher(value.stringValue()).matches(), name, "must be one line of ASCII");
        return value.stringValue();
    }

    private static void check(boolean fine, String name, String rule) {
        if (!fine) {
            throw new OperationException.Invalid("inputs.headers." + Storable.excerpt(name) + " " + rule);
        }
    }

    private static Set<String> caseInsensitive(String... names) {
        var set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Collections.addAll(set, names);
        return Collections.unmodifiableSet(set);
    }
}
