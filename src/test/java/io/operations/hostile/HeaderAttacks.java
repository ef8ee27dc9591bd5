package io.operations.hostile;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Headers that say something odd. */
final class HeaderAttacks {

    private static final String GOOD = "{\"type\": \"noop\"}";
    private static final String BAD = "{\"type\": \"hostile\"}";
    private static final String SCHEDULE = "/1.0/operations";

    /** Nobody has to heed them. */
    private static final List<String> IGNORED = List.of(
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Authorization",
            "Cookie",
            "Content-Encoding",
            "Content-Type",
            "Content-Language",
            "Expect",
            "Range",
            "If-Range",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "Idempotency-Key",
            "Origin",
            "Referer",
            "Sec-Fetch-Site",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Prefix",
            "Forwarded",
            "Via",
            "X-HTTP-Method-Override",
            "X-Original-URL",
            "X-Rewrite-URL",
            "Upgrade",
            "Trailer",
            "TE",
            "Max-Forwards",
            "User-Agent",
            "Proxy",
            "Sec-WebSocket-Key",
            "Access-Control-Request-Method");

    private static final List<String> VALUES = List.of(
            "",
            " ",
            ",",
            ";",
            "*",
            "*/*;q=x",
            "a/b/c",
            "application/json;charset=nope",
            "text/html",
            "gzip",
            "deflate, br",
            "100-continue",
            "200-ok",
            "bytes=0-0",
            "bytes=9999999999999999999-",
            "bytes=-1,-2,-3",
            "http://evil.example",
            "null",
            "cross-site",
            "same-origin, cross-site",
            "127.0.0.1",
            "::1",
            "for=127.0.0.1;proto=https",
            "DELETE",
            "/1.0/certificates",
            "websocket",
            "h2c",
            "GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "W/\"x\"",
            "\"",
            "=?utf-8?q?x?=",
            "${jndi:ldap://127.0.0.1:1/a}",
            "() { :; }; id",
            "'; drop table operation; --",
            "Basic eDp5",
            "Bearer",
            "Bearer x",
            "bearer  ..",
            "Bearer " + "a".repeat(5_000),
            "\u00e9",
            "\u00c3\u00a9",
            "\u0080\u0085\u009f",
            "\u00a0",
            "\u00ff\u00fe",
            "\t",
            "a\tb",
            "x".repeat(6_000),
            "a,".repeat(2_000),
            "-1",
            "1e9",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "application/x-www-form-urlencoded");

    private HeaderAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(ignored(), refused(), keys(), types(), hosts(), broken())
                .flatMap(it -> it);
    }

    private static Stream<Attack> ignored() {
        return IGNORED.stream()
                .flatMap(name -> VALUES.stream().map(value -> name + ": " + value))
                .map(it -> Attack.harmless("GET " + it, Attack.get("/1.0", it)));
    }

    /** With a body that is refused whatever they say. */
    private static Stream<Attack> refused() {
        return IGNORED.stream()
                .flatMap(name -> VALUES.stream().map(value -> name + ": " + value))
                .filter(it -> it.hashCode() % 3 == 0)
                .map(it -> Attack.refused("POST " + it, Attack.post(SCHEDULE, BAD.length(), it) + BAD));
    }

    private static Stream<Attack> keys() {
        return Stream.of("", " ", "\u00e9", "\u0080", "\u00ff", "a\tb", "x".repeat(256), "x".repeat(6_000))
                .map(it -> "Idempotency-Key: " + it)
                .map(it -> Attack.refused(it, Attack.post(SCHEDULE, GOOD.length(), it) + GOOD));
    }

    private static Stream<Attack> types() {
        var types = Stream.of(
                "",
                "json",
                "text/plain",
                "application/xml",
                "application/json, text/plain",
                "application/jsonx",
                "application/*",
                "*/*",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=x",
                "multipart/mixed; boundary=x",
                "application/json; charset",
                "application/json; charset=\"",
                "application/json; charset=nope",
                "application/json;;",
                "\u00e9",
                "\u0080",
                "a".repeat(6_000),
                "application/vnd.api+json;");
        var bodies = types.flatMap(type -> Stream.of(SCHEDULE, "/1.0/projects", "/1.0/certificates")
                .map(to -> Attack.refused(
                        to + " Content-Type: " + type, Attack.post(to, BAD.length(), "Content-Type: " + type) + BAD)));
        var parts = "--x\r\nContent-Disposition: form-data; name=\"project\"\r\n\r\ndefault\r\n--x--\r\n";
        var form = "project=default&type=noop";
        return Stream.concat(
                bodies,
                Stream.of(
                        Attack.refused(
                                "a form of parts",
                                Attack.post(SCHEDULE, parts.length(), "Content-Type: multipart/form-data; boundary=x")
                                        + parts),
                        Attack.refused(
                                "a form",
                                Attack.post(SCHEDULE, form.length(), "Content-Type: application/x-www-form-urlencoded")
                                        + form)));
    }

    /** A name that may be that of a web page, or none at all. */
    private static Stream<Attack> hosts() {
        // Trusted callers on this machine may be web pages that had such a name point here.
        var names = Stream.of(
                        "evil.example",
                        "evil.example:80",
                        "localhost.evil.example",
                        "127.0.0.1.evil.example",
                        "0x7f.1",
                        "2130706433")
                .map(it -> Attack.refused(
                        "Host: " + it,
                        "GET /1.0/operations HTTP/1.1\r\nHost: " + it + "\r\nConnection: close\r\n\r\n"));
        var broken = Stream.of(
                        "localhost:x",
                        "localhost:99999999999",
                        "localhost:-1",
                        "user@localhost",
                        "[::1",
                        "[::1]x",
                        "[::1%25lo]",
                        "a b",
                        "localhost/x",
                        "localhost#x",
                        "localhost?x",
                        "\u00e9",
                        "\u0080",
                        "..",
                        "a".repeat(6_000),
                        "localhost,evil",
                        "<x>",
                        "localhost\\evil")
                .map(it -> Attack.broken(
                        "Host: " + it,
                        "GET /1.0/operations HTTP/1.1\r\nHost: " + it + "\r\nConnection: close\r\n\r\n"));
        return Stream.concat(names, broken);
    }

    private static Stream<Attack> broken() {
        var lines = Stream.of(
                        "X: a\u0000b",
                        "X: a\u0001b",
                        "X: a\u007fb",
                        "X : a",
                        " X: a",
                        "X",
                        ":",
                        ": a",
                        "X\u0000: a",
                        "X\u00e9: a",
                        "X(: a",
                        "X: a\r\n b",
                        "X: a\r\n\tb",
                        "X: a\rb",
                        "X: a\nEvil",
                        "\r\r\nX: a",
                        "Host: localhost",
                        "Content-Length: -1",
                        "Content-Length: x",
                        "Content-Length: 99999999999999999999",
                        "Content-Length: 1,1",
                        "Content-Length: +0",
                        "Content-Length: 0x0",
                        "Content-Length: 0\r\nContent-Length: 1",
                        "Transfer-Encoding: nope",
                        "Transfer-Encoding: chunked, chunked",
                        "Transfer-Encoding: gzip, chunked",
                        "X: " + "x".repeat(20_000),
                        "X".repeat(20_000) + ": x")
                .map(it -> Attack.broken(it, Attack.get("/1.0/operations?recursion=x&project=nope", it)));
        var many = IntStream.of(200, 1_000, 5_000)
                .mapToObj(it -> Attack.broken(it + " headers", Attack.get("/nope", lines(it))));
        return Stream.concat(lines, many);
    }

    private static String[] lines(int number) {
        return IntStream.range(0, number).mapToObj(it -> "X" + it + ": y").toArray(String[]::new);
    }
}
