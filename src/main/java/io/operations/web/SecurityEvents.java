package io.operations.web;

import io.operations.member.MemberService;
import io.operations.requestor.Caller;
import io.operations.requestor.Certificate;
import io.operations.requestor.LifecycleEntry;
import io.operations.requestor.LifecycleEntry.Kind;
import io.operations.requestor.LifecycleEntry.Origin;
import io.operations.requestor.LifecycleEntry.Target;
import io.operations.requestor.Project;
import io.operations.requestor.Requestor;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes lifecycle events of requests: who, from where, to what. Texts of callers are made printable, and bounded. */
@Component
final class SecurityEvents {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Control, format and private characters, line separators, and what ends a quoted value. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\u2028\\u2029\"\\\\]");

    private static final int LONGEST = 256;
    private static final int PREFIX = 12;

    private final MemberService member;
    private final ClientAddress addresses;
    private final Routes routes;

    SecurityEvents(MemberService member, ClientAddress addresses, Routes routes) {
        this.member = member;
        this.addresses = addresses;
        this.routes = routes;
    }

    /** Something that is about to be changed, or was. */
    LifecycleEntry change(
            String action, String source, String project, Requestor requestor, @Nullable HttpServletRequest request) {
        return new LifecycleEntry(
                Kind.CHANGE,
                action,
                member.name(),
                project,
                source,
                request == null ? new Origin(printable(requestor), "", "") : origin(printable(requestor), request),
                request == null ? Target.NONE : target(request, 0),
                "");
    }

    /** A request that was answered with this status. A stranger's counts for the server, whatever project it names. */
    LifecycleEntry refusal(String action, HttpServletRequest request, int status, String reason) {
        var caller = caller(request);
        var target = target(request, status);
        return new LifecycleEntry(
                caller.isTrusted() ? Kind.CALLER : Kind.STRANGER,
                action,
                member.name(),
                caller.isTrusted() ? project(request) : "",
                target.route().isEmpty() ? "" : printable(request.getRequestURI()),
                origin(printable(caller.requestor()), request),
                target,
                printable(reason));
    }

    private static Origin origin(Requestor requestor, HttpServletRequest request) {
        return new Origin(requestor, peer(request), fingerprint(request));
    }

    private Target target(HttpServletRequest request, int status) {
        return new Target(method(request), routes.of(request), status);
    }

    /** The caller; a stranger with an address, where it could not be found out who calls. */
    Caller caller(HttpServletRequest request) {
        var caller = CallerFilter.caller(request);
        return caller.isTrusted() || !caller.requestor().address().isEmpty()
                ? caller
                : Caller.untrusted(addresses.of(request));
    }

    private static String peer(HttpServletRequest request) {
        var connection = ClientConnection.of(request);
        if (connection == null) return request.getRemoteAddr();
        return connection.isUnix() ? "@" : connection.peer().getHostAddress();
    }

    private static String fingerprint(HttpServletRequest request) {
        return Callers.presented(request) instanceof X509Certificate it
                ? Certificate.fingerprint(it).substring(0, PREFIX)
                : "";
    }

    private static String method(HttpServletRequest request) {
        return METHODS.contains(request.getMethod()) ? request.getMethod() : "other";
    }

    /** The project that the query names; a body is not looked at. */
    private static String project(HttpServletRequest request) {
        var query = request.getQueryString();
        if (query == null) return "";
        for (var part : query.split("&"))
            if (part.startsWith("project=") && Project.isName(part.substring("project=".length())))
                return part.substring("project=".length());
        return "";
    }

    private static Requestor printable(Requestor requestor) {
        return new Requestor(
                printable(requestor.username()), printable(requestor.protocol()), printable(requestor.address()));
    }

    static String printable(String text) {
        var bounded = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return UNPRINTABLE.matcher(bounded).replaceAll("?");
    }
}
