package io.operations.hook;

import io.operations.operation.Inputs;
import io.operations.operation.OperationException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The headers that a caller wants sent along. Not those that steer the connection, nor those by which a proxy or this service
 * tells who calls, through which hops, or from which page: an endpoint believes them, and the caller of an operation could say
 * anything. A credential for the endpoint goes into {@code Authorization} or a header of the endpoint's own, never into a
 * {@code Cookie}, which stands for a browser's session.
 */
final class CallerHeaders {

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    private static final Set<String> RESERVED = caseInsensitive(
            "Accept-Encoding",
            "CDN-Loop",
            "Client-IP",
            "Connection",
            "Content-Length",
            "Cookie",
            "Cookie2",
            "Expect",
            "Fastly-Client-IP",
            "Forwarded",
            "Host",
            "HTTP2-Settings",
            "Idempotency-Key",
            "Keep-Alive",
            "Max-Forwards",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "True-Client-IP",
            "Upgrade",
            "Via",
            "X-Client-IP",
            "X-Cluster-Client-IP",
            "X-Original-Forwarded-For",
            "X-Original-Host",
            "X-Original-URL",
            "X-Originating-IP",
            "X-ProxyUser-Ip",
            "X-Real-IP",
            "X-Rewrite-URL");

    /** How such names begin, in lower case. */
    private static final List<String> RESERVED_BEGINNINGS = List.of(
            "access-control-",
            "cf-",
            "operation-",
            "proxy-",
            "remote-",
            "sec-",
            "ssl-client-",
            "x-azure-",
            "x-client-cert",
            "x-envoy-",
            "x-forwarded",
            "x-lxd-",
            "x-operations-",
            "x-remote-",
            "x-ssl-");

    /** Those whose values are no credentials. Any other may have one: its endpoint gives it its meaning. */
    private static final Set<String> HARMLESS = caseInsensitive(
            "Accept",
            "Accept-Charset",
            "Accept-Language",
            "Cache-Control",
            "Content-Disposition",
            "Content-Language",
            "Content-Type",
            "Date",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "If-Unmodified-Since",
            "Prefer",
            "Range",
            "User-Agent",
            "X-Correlation-ID",
            "X-Request-ID");

    private CallerHeaders() {}

    /** The key of an object that stands for a configured secret, in place of a value. */
    private static final String REFERENCE = "secret_ref";

    /** Names of configured secrets, by header. Those of {@link #of} have values. */
    static Map<String, String> references(Inputs inputs) {
        var references = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        inputs.optional("headers")
                .ifPresent(given -> given.properties().stream()
                        .filter(it -> it.getValue().isObject())
                        .forEach(it -> references.put(it.getKey(), reference(it.getKey(), it.getValue()))));
        return Collections.unmodifiableMap(references);
    }

    private static String reference(String header, JsonNode value) {
        var name = value.path(REFERENCE);
        check(value.size() == 1 && name.isString(), header, "must be text, or {\"secret_ref\": \"NAME\"}");
        return name.stringValue();
    }

    /** @throws OperationException.Invalid naming the header, never its value */
    static Map<String, String> of(Inputs inputs) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        inputs.optional("headers")
                .ifPresent(given -> given.properties().forEach(it -> {
                    var name = it.getKey();
                    check(NAME.matcher(name).matches(), name, "is not a header name");
                    check(!isReserved(name), name, "is not for callers to set");
                    check(!headers.containsKey(name), name, "is there twice");
                    headers.put(name, it.getValue().isObject() ? "" : value(name, it.getValue()));
                }));
        references(inputs).keySet().forEach(headers::remove);
        return Collections.unmodifiableMap(headers);
    }

    /** Whether one of them, with its value in it, may be a credential. */
    static boolean holdCredential(JsonNode headers) {
        return headers.properties().stream()
                .anyMatch(it -> it.getValue().isString() && !HARMLESS.contains(it.getKey()));
    }

    /** The values of those headers that may be credentials, and are too long to be anything else by chance. */
    static List<String> credentials(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(it -> !HARMLESS.contains(it.getKey()))
                .map(Map.Entry::getValue)
                .filter(it -> it.length() >= Redaction.SHORTEST_WORD)
                .toList();
    }

    private static boolean isReserved(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return RESERVED.contains(name) || RESERVED_BEGINNINGS.stream().anyMatch(lower::startsWith);
    }

    private static String value(String name, JsonNode value) {
        check(value.isString(), name, "must be text");
        check(isValue(value.stringValue()), name, "must be one line of ASCII");
        return value.stringValue();
    }

    static boolean isValue(String text) {
        return VALUE.matcher(text).matches();
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
