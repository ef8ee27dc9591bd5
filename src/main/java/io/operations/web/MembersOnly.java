package io.operations.web;

import io.operations.member.MemberClient;
import io.operations.member.MemberTokens;
import io.operations.requestor.AccessException;
import io.operations.requestor.Requestor;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether a request comes from another member, and for whom that one makes it (contract §3.10). */
@Component
class MembersOnly {

    private static final String ADDRESS = "X-LXD-forwarded-address";
    private static final String PROTOCOL = "X-LXD-forwarded-protocol";
    private static final String USERNAME = "X-LXD-forwarded-username";

    private final MemberTokens tokens;

    MembersOnly(MemberTokens tokens) {
        this.tokens = tokens;
    }

    /** @throws AccessException if no other member has made this request */
    void require(HttpServletRequest request) {
        var token = request.getHeader(MemberTokens.HEADER);
        var query = request.getQueryString();
        var target = request.getRequestURI() + (query == null ? "" : "?" + query);
        if (token == null || !tokens.isValid(token, MemberClient.said(target, forwarded(request))))
            throw AccessException.forbidden("Forbidden");
    }

    /** Whose request it is, as the other member has found. */
    static Requestor requestor(HttpServletRequest request) {
        var forwarded = forwarded(request);
        return new Requestor(
                decoded(forwarded.get(USERNAME)), decoded(forwarded.get(PROTOCOL)), decoded(forwarded.get(ADDRESS)));
    }

    private static Map<String, String> forwarded(HttpServletRequest request) {
        var headers = new TreeMap<String, String>();
        for (var name : new String[] {ADDRESS, PROTOCOL, USERNAME}) {
            var value = request.getHeader(name);
            if (value != null) headers.put(name, value);
        }
        return headers;
    }

    private static String decoded(@Nullable String text) {
        return text == null ? "" : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
