package io.operations.hostile;

import java.util.stream.Stream;

/** Requests whose end two readers could see at different places, with another request behind the end that one of them sees. */
final class SmuggledAttacks {

    private static final String HIDDEN = "GET /1.0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String EMPTY = "0\r\n\r\n";

    private SmuggledAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(lengthAndChunks(), lengths(), codings(), chunks(), lines())
                .flatMap(it -> it);
    }

    private static Attack attack(String name, String headers, String body) {
        return Attack.broken(
                name,
                "POST /1.0/operations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                        + "\r\n\r\n" + body);
    }

    private static Stream<Attack> lengthAndChunks() {
        var body = EMPTY + HIDDEN;
        var both = Stream.of(
                        "Transfer-Encoding: chunked",
                        "Transfer-Encoding:chunked",
                        "transfer-encoding: CHUNKED",
                        "Transfer-Encoding: \tchunked",
                        "Transfer-Encoding: chunked ",
                        "Transfer-Encoding: chunked,",
                        "Transfer-Encoding: , chunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: identity, chunked")
                .flatMap(it -> Stream.of(
                        attack(it + " first", it + "\r\nContent-Length: " + body.length(), body),
                        attack(it + " last", "Content-Length: " + body.length() + "\r\n" + it, body),
                        attack(it + " short", "Content-Length: 4\r\n" + it, "5c\r\n" + HIDDEN + "\r\n" + EMPTY)));
        return both;
    }

    private static Stream<Attack> lengths() {
        var twice = attack("two lengths", "Content-Length: 0\r\nContent-Length: " + HIDDEN.length(), HIDDEN);
        var turned =
                attack("two lengths turned", "Content-Length: " + HIDDEN.length() + "\r\nContent-Length: 0", HIDDEN);
        var odd = Stream.of(
                        "-1",
                        "+0",
                        "0x0",
                        "0,0",
                        "0, " + HIDDEN.length(),
                        "0 0",
                        "0\t",
                        "0;",
                        "00",
                        "\u000b0",
                        "1e1",
                        "\u0660",
                        "9223372036854775808",
                        "18446744073709551616",
                        "4294967296",
                        "99999999999999999999999",
                        "",
                        " ",
                        "NaN",
                        "0.0")
                // A length that may be right is made to be that of all that follows.
                .map(it -> attack("length " + it, "Connection: close\r\nContent-Length: " + it, HIDDEN));
        var folded = Stream.of(
                        "Content-Length:\r\n 0",
                        "Content-Length : 0",
                        "Content-Length\t: 0",
                        " Content-Length: 0",
                        "X: y\r\n Content-Length: 0",
                        "X: y\rContent-Length: 0",
                        "Content_Length: 0",
                        "Content-Length\u0000: 0")
                .map(it -> attack(it, it + "\r\nContent-Length: " + HIDDEN.length(), HIDDEN));
        return Stream.of(Stream.of(twice, turned), odd, folded).flatMap(it -> it);
    }

    /** Whoever does not know the coding does not know where the body ends. */
    private static Stream<Attack> codings() {
        return Stream.of(
                        "xchunked",
                        "chunkedx",
                        "chunked-",
                        "\"chunked\"",
                        "'chunked'",
                        "chunked;q=1",
                        "gzip",
                        "identity",
                        "chunked, gzip",
                        "gzip, chunked",
                        "chunked, chunked",
                        "\u000bchunked",
                        "\u00a0chunked",
                        "chunked\u0000",
                        "\rchunked",
                        "\n chunked",
                        "chun ked",
                        "",
                        "x",
                        "ch\u00fcnked",
                        "chunked\r\nTransfer-Encoding: x",
                        "chunked\r\n identity")
                .flatMap(it -> Stream.of(
                        attack("coding " + it, "Transfer-Encoding: " + it, EMPTY + HIDDEN),
                        attack(
                                "coding with length " + it,
                                "Content-Length: " + (EMPTY + HIDDEN).length() + "\r\nTransfer-Encoding: " + it,
                                EMPTY + HIDDEN)));
    }

    private static Stream<Attack> chunks() {
        return Stream.of(
                        "-1",
                        "+5",
                        "0x5",
                        "5 ",
                        " 5",
                        "5\t",
                        "g",
                        "",
                        "FFFFFFFFFFFFFFFF",
                        "7FFFFFFFFFFFFFFF",
                        "100000000",
                        "80000000",
                        "5_0",
                        "5\u0000",
                        "5;a=\"b",
                        "5;a\nb",
                        "5\n",
                        "5\r",
                        "\u00b5",
                        "00000000000000000000000000005",
                        "5;" + "x".repeat(20_000),
                        "5\r\n\r\n",
                        "5,5",
                        "5.0",
                        "1e1",
                        "0;\n")
                .flatMap(it -> Stream.of(
                        attack(
                                "chunk " + it,
                                "Transfer-Encoding: chunked\r\nConnection: close",
                                it + "\r\nhello\r\n" + EMPTY + HIDDEN),
                        attack(
                                "chunk then " + it,
                                "Transfer-Encoding: chunked\r\nConnection: close",
                                "1\r\n{\r\n" + it + "\r\n" + HIDDEN),
                        attack(
                                "chunk and tail " + it,
                                "Transfer-Encoding: chunked\r\nConnection: close",
                                "1\r\n{" + it + "\r\n" + EMPTY + HIDDEN),
                        attack(
                                "trailer " + it,
                                "Transfer-Encoding: chunked\r\nConnection: close",
                                "0\r\n" + it + "\r\n" + HIDDEN)));
    }

    /** Ends of lines that some take for ends of lines, and heads that some take for bodies. */
    private static Stream<Attack> lines() {
        return Stream.of(
                Attack.broken(
                        "LF",
                        "POST /1.0/operations HTTP/1.1\nHost: localhost\nContent-Length: " + HIDDEN.length() + "\n\n"
                                + HIDDEN),
                Attack.broken("CR", "GET /nope HTTP/1.1\rHost: localhost\r\r" + HIDDEN),
                Attack.broken(
                        "version 1.0 in chunks",
                        "POST /1.0/operations HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + EMPTY
                                + HIDDEN),
                Attack.broken("NUL in front", "\u0000GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n" + HIDDEN),
                Attack.broken("half a head", "GET /nope HTTP/1.1\r\nX: " + HIDDEN.replace("\r\n", "\n")),
                Attack.broken("preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN),
                Attack.broken("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + HIDDEN),
                Attack.broken("nothing", ""),
                Attack.broken("empty lines", "\r\n".repeat(5_000)),
                Attack.broken("PROXY", "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n" + HIDDEN));
    }
}
