package io.operations.hostile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Requests for WebSockets that are none. */
final class HandshakeAttacks {

    private static final Map<String, String> GOOD = Map.of(
            "Connection", "Upgrade",
            "Upgrade", "websocket",
            "Sec-WebSocket-Version", "13",
            "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");

    private static final List<String> JUNK = List.of(
            "",
            " ",
            ",",
            "x",
            "close",
            "h2c",
            "websocket2",
            "upgrade-insecure",
            "0",
            "8",
            "14",
            "-13",
            "13.0",
            "1 3",
            "AAAA",
            "=",
            "AAAAAAAAAAAAAAAAAAAAAAA=",
            "AAAAAAAAAAAAAAAAAAAAAA== x",
            "\u00e9",
            "\u0080",
            "x".repeat(5_000));

    private static final List<String> ELSEWHERE = List.of(
            "http://evil.example",
            "https://localhost.evil.example",
            "null",
            "file://",
            "http://localhost@evil.example",
            "http://[",
            "javascript:x",
            "x");

    private HandshakeAttacks() {}

    static Stream<Attack> all() {
        var operation = "/1.0/operations/" + UUID.nameUUIDFromBytes(new byte[2]) + "/websocket?secret=x";
        return Stream.of("/1.0/events", operation)
                .flatMap(target -> Stream.of(headers(target), origins(target), methods(target))
                        .flatMap(it -> it));
    }

    private static Stream<Attack> headers(String target) {
        var other = GOOD.keySet().stream().flatMap(name -> JUNK.stream().map(it -> with(target, name, it)));
        var missing = GOOD.keySet().stream().map(it -> attack("GET", target, without(it)));
        return Stream.concat(other, missing);
    }

    private static Stream<Attack> origins(String target) {
        return ELSEWHERE.stream().map(it -> with(target, "Origin", it));
    }

    private static Stream<Attack> methods(String target) {
        return Stream.of("POST", "PUT", "DELETE", "PATCH").map(it -> attack(it, target, GOOD));
    }

    private static Attack with(String target, String name, String value) {
        var headers = new LinkedHashMap<>(GOOD);
        headers.put(name, value);
        return attack("GET", target, headers);
    }

    private static Map<String, String> without(String name) {
        var headers = new LinkedHashMap<>(GOOD);
        headers.remove(name);
        return headers;
    }

    private static Attack attack(String method, String target, Map<String, String> headers) {
        var lines = headers.entrySet().stream()
                .map(it -> it.getKey() + ": " + it.getValue() + "\r\n")
                .collect(Collectors.joining());
        return Attack.broken(
                method + " " + target + " " + headers,
                method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
    }
}
