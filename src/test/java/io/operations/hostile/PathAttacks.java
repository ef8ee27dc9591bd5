package io.operations.hostile;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Paths, methods and versions that nobody should use. */
final class PathAttacks {

    private static final List<String> ROOTS = List.of(
            "/1.0/operations/",
            "/1.0/projects/",
            "/1.0/certificates/",
            "/1.0/",
            "/",
            "/actuator/",
            "/1.0/operations/" + UUID.nameUUIDFromBytes(new byte[1]) + "/");

    private static final List<String> TRICKS = List.of(
            "..",
            "../..",
            "%2e%2e",
            "%2e%2e%2f",
            "..%2f..",
            "%2f",
            "%2F%2f",
            "//",
            "/x",
            ".",
            "./x",
            "%2e",
            "..;",
            ";",
            ";a=b",
            "x;jsessionid=1",
            "%3b",
            "\\",
            "..\\..",
            "%5c",
            "%00",
            "x%00",
            "%zz",
            "%",
            "%2",
            "%c0%ae%c0%ae",
            "%c0%af",
            "%ff",
            "%ed%a0%80",
            "%252e%252e",
            "%u002e",
            "\u00e9",
            "\u0080",
            "%c3%a9",
            "%f0%9f%98%80",
            "%0d%0aX:%201",
            "%0a",
            "%09",
            "%7f",
            "%20",
            "a b",
            "{x}",
            "<x>",
            "\"",
            "|",
            "^",
            "`",
            "x#y",
            "x?y?z",
            "..%00/",
            "%e2%80%ae",
            "%ef%bb%bf",
            "x".repeat(7_000),
            "x/".repeat(3_000),
            "../".repeat(2_000),
            "WEB-INF/web.xml",
            "META-INF/MANIFEST.MF",
            "application.properties",
            ".git/HEAD",
            "env",
            "heapdump",
            "shutdown",
            "beans",
            "' or 1=1 --",
            "%27%20or%201=1");

    private PathAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(paths(), targets(), methods(), versions()).flatMap(it -> it);
    }

    private static Stream<Attack> paths() {
        return ROOTS.stream()
                .flatMap(root -> TRICKS.stream().map(it -> root + it))
                .flatMap(it -> Stream.of(
                        Attack.harmless("GET " + it, Attack.get(it)),
                        Attack.broken("DELETE " + it, Attack.get(it).replaceFirst("GET", "DELETE"))));
    }

    /** What is no path. */
    private static Stream<Attack> targets() {
        var ofTheServer = Attack.harmless("OPTIONS *", request("OPTIONS", "*"));
        var targets = Stream.of(
                        "",
                        "x",
                        "**",
                        "localhost",
                        "localhost:80",
                        "http://",
                        "http:///x",
                        "http://evil.example/1.0",
                        "http://evil.example:99999/1.0",
                        "http://localhost@evil.example/1.0",
                        "https://localhost/nope",
                        "ftp://localhost/",
                        "file:///etc/passwd",
                        "javascript:alert(1)",
                        "//evil.example/1.0",
                        "?",
                        "#",
                        "%2f1.0",
                        "\\1.0",
                        "1.0",
                        ":",
                        "http://localhost:80:80/1.0",
                        "/1.0/operations/nope HTTP/1.1 /x")
                .flatMap(it -> Stream.of("GET", "POST", "DELETE", "CONNECT")
                        .map(method -> Attack.broken(method + " " + it, request(method, it))));
        return Stream.concat(Stream.of(ofTheServer), targets);
    }

    private static String request(String method, String target) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    private static Stream<Attack> methods() {
        var methods = Stream.of(
                "get",
                "Get",
                "TRACE",
                "TRACK",
                "CONNECT",
                "PUT",
                "PATCH",
                "PROPFIND",
                "MKCOL",
                "COPY",
                "LOCK",
                "DEBUG",
                "PRI",
                "G\u00cbT",
                "GE\u0000T",
                "G(T",
                "\"GET\"",
                "A".repeat(100),
                "A".repeat(7_000),
                "A".repeat(20_000),
                "'",
                "\u0016\u0003\u0001");
        return methods.flatMap(method -> Stream.of(
                        "/1.0", "/1.0/operations", "/1.0/projects/default", "/nope", "/actuator/health")
                .map(to -> Attack.broken(method + " " + to, request(method, to))));
    }

    private static Stream<Attack> versions() {
        return Stream.of(
                        "HTTP/0.9",
                        "HTTP/1.2",
                        "HTTP/2.0",
                        "HTTP/9.9",
                        "HTTP/1.10",
                        "HTTP/1",
                        "HTTP/",
                        "http/1.1",
                        "HTTPS/1.1",
                        "HTTP/1.1x",
                        "HTTP /1.1",
                        "\u0001",
                        "x".repeat(7_000),
                        "HTTP/-1.1",
                        "HTTP/1.\u0000")
                .map(it -> Attack.broken(it, "GET /nope " + it + "\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    }
}
