package io.operations.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.operations.operation.OperationException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a request goes: an absolute http or https URL, taken apart once so that nothing reads it differently later.
 *
 * @param host lower case, without a trailing dot; an address in its one canonical spelling, without brackets
 * @param path with the query; may hold secrets
 */
record Endpoint(String scheme, String host, int port, String path) {

    private static final int LONGEST_HOST = 253;
    private static final int HIGHEST_PORT = 65_535;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    /**
     * @param field what messages call the URL, {@code inputs.url} for example; they never repeat it
     * @throws OperationException.Invalid if it is no such URL
     */
    static Endpoint of(String url, String field) {
        check(UTF_8.newEncoder().canEncode(url), field, "is not a valid URL");
        return of(parse(ascii(url.getBytes(UTF_8)), field), field);
    }

    /**
     * The URL that a {@code Location} header means, seen from here.
     *
     * @param location in ASCII
     */
    Endpoint resolve(String location, String field) {
        return of(target(parse(location, field)), field);
    }

    /** RFC 3986 §5.2.2. {@link URI#resolve} takes the end off our path where the location has no path of its own. */
    private URI target(URI location) {
        if (location.isAbsolute()
                || location.getRawAuthority() != null
                || !location.getRawPath().isEmpty()) {
            return uri().resolve(location);
        }
        var query = location.getRawQuery();
        return query == null ? uri() : URI.create(origin() + uri().getRawPath() + "?" + query);
    }

    private static URI parse(String url, String field) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new OperationException.Invalid(field + " is not a valid URL");
        }
    }

    /** With every byte that is no ASCII in the form that URLs have for it; sent as it is, another path would arrive. */
    static String ascii(byte[] url) {
        var ascii = new StringBuilder();
        for (byte each : url) {
            ascii.append(each >= 0 ? "" + (char) each : "%" + HEX.toHexDigits(each));
        }
        return ascii.toString();
    }

    private static Endpoint of(URI uri, String field) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        check(scheme.equals("http") || scheme.equals("https"), field, "must be an absolute http or https URL");
        check(uri.getRawUserInfo() == null, field, "must not hold a user name; send an Authorization header");
        var host = host(uri.getHost() == null ? "" : uri.getHost(), field);
        int port = uri.getPort() < 0 ? defaultPort(scheme) : uri.getPort();
        check(port > 0 && port <= HIGHEST_PORT, field, "needs a port from 1 to 65535");
        return new Endpoint(scheme, host, port, path(uri));
    }

    private static String host(String given, String field) {
        var lower = given.toLowerCase(Locale.ROOT);
        var bare = lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : withoutTrailingDot(lower);
        if (AddressLiteral.looksLike(bare)) {
            return AddressLiteral.parse(bare)
                    .map(InetAddress::getHostAddress)
                    .orElseThrow(() -> new OperationException.Invalid(field + " must spell its IP address in full"));
        }
        check(isHostName(bare), field, "needs a host name or address");
        return bare;
    }

    /** Whether it is a name as DNS knows them, in lower case. */
    static boolean isHostName(String host) {
        return host.length() <= LONGEST_HOST && NAME.matcher(host).matches();
    }

    private static String withoutTrailingDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String path(URI uri) {
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static void check(boolean fine, String field, String rule) {
        if (!fine) {
            throw new OperationException.Invalid(field + " " + rule);
        }
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    URI uri() {
        return URI.create(origin() + path);
    }

    boolean isSameOriginAs(Endpoint other) {
        return origin().equals(other.origin());
    }

    /** Scheme, host and, unless it goes without saying, port. */
    String origin() {
        var authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return scheme + "://" + authority + (port == defaultPort(scheme) ? "" : ":" + port);
    }

    /** For messages: path and query may hold secrets. */
    @Override
    public String toString() {
        return origin();
    }
}
