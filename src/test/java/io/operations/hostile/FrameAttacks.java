package io.operations.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Frames that RFC 6455 forbids.
 *
 * @param name  what is wrong with them
 * @param bytes as they go over the wire
 * @param codes what the close frame of the service may say
 */
record FrameAttacks(String name, byte[] bytes, Set<Integer> codes) {

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final Set<Integer> PROTOCOL_ERROR = Set.of(1002);

    /** A listener may be sent away for the part that came before. */
    private static final Set<Integer> PROTOCOL_ERROR_OR_TALK = Set.of(1002, 1003);

    private static final Set<Integer> NOT_CONSISTENT = Set.of(1007);

    static List<FrameAttacks> all() {
        return Stream.of(heads(), lengths(), control(), fragments(), texts(), closes())
                .flatMap(it -> it)
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }

    /** Whether a listener has two reasons to be sent away, and which comes first is not known. */
    boolean isAlsoTalk() {
        return codes.equals(PROTOCOL_ERROR_OR_TALK);
    }

    private static FrameAttacks attack(String name, Set<Integer> codes, byte[]... frames) {
        var all = new ByteArrayOutputStream();
        for (var frame : frames) all.writeBytes(frame);
        return new FrameAttacks(name, all.toByteArray(), codes);
    }

    private static Stream<FrameAttacks> heads() {
        var reserved = IntStream.of(0x10, 0x20, 0x40, 0x70)
                .boxed()
                .flatMap(bits -> Stream.of(TEXT, BINARY, PING, CLOSE)
                        .map(opcode -> attack(
                                "bits " + bits + " of " + opcode, PROTOCOL_ERROR, frame(LAST | bits | opcode, ""))));
        var opcodes = IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                .mapToObj(it -> attack("opcode " + it, PROTOCOL_ERROR, frame(LAST | it, "a")));
        var unmasked = Stream.of(TEXT, BINARY, PING, PONG, CLOSE)
                .map(it -> attack("unmasked " + it, PROTOCOL_ERROR, new byte[] {(byte) (LAST | it), 1, 'a'}));
        return Stream.of(reserved, opcodes, unmasked).flatMap(it -> it);
    }

    /** Lengths that are none. */
    private static Stream<FrameAttacks> lengths() {
        return Stream.of(Long.MIN_VALUE, -1L)
                .map(it -> attack(
                        "length " + it,
                        PROTOCOL_ERROR,
                        ByteBuffer.allocate(14)
                                .put((byte) (LAST | BINARY))
                                .put((byte) (MASKED | 127))
                                .putLong(it)
                                .array()));
    }

    private static Stream<FrameAttacks> control() {
        return Stream.of(CLOSE, PING, PONG)
                .flatMap(it -> Stream.of(
                        attack("long " + it, PROTOCOL_ERROR, longFrame(LAST | it, "x".repeat(126))),
                        attack("very long " + it, PROTOCOL_ERROR, longFrame(LAST | it, "x".repeat(60_000))),
                        attack("part of " + it, PROTOCOL_ERROR, frame(it, "x"))));
    }

    private static Stream<FrameAttacks> fragments() {
        return Stream.of(
                attack("continuation of nothing", PROTOCOL_ERROR, frame(CONTINUATION, "x")),
                attack("last continuation of nothing", PROTOCOL_ERROR, frame(LAST | CONTINUATION, "x")),
                attack("text in text", PROTOCOL_ERROR_OR_TALK, frame(TEXT, ""), frame(TEXT, "")),
                attack("bytes in text", PROTOCOL_ERROR_OR_TALK, frame(TEXT, ""), frame(LAST | BINARY, "")),
                attack("text in bytes", PROTOCOL_ERROR_OR_TALK, frame(BINARY, ""), frame(PING, "")));
    }

    /** One byte for each char. */
    private static Stream<FrameAttacks> texts() {
        return Stream.of(
                        "\u00c0\u0080",
                        "\u00c1\u00bf",
                        "\u00ed\u00a0\u0080",
                        "\u00ff",
                        "\u0080",
                        "\u00f4\u0090\u0080\u0080",
                        "a\u00fe",
                        "\u00c3")
                .map(it -> attack("text " + it, NOT_CONSISTENT, frame(LAST | TEXT, it)));
    }

    private static Stream<FrameAttacks> closes() {
        var codes = IntStream.of(0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535)
                .mapToObj(it -> attack("code " + it, PROTOCOL_ERROR, frame(LAST | CLOSE, code(it))));
        return Stream.concat(
                codes,
                Stream.of(
                        attack("half a code", PROTOCOL_ERROR, frame(LAST | CLOSE, "\u0003")),
                        attack("odd reason", Set.of(1002, 1007), frame(LAST | CLOSE, code(1000) + "\u00c0\u0080"))));
    }

    private static String code(int code) {
        return "" + (char) (code >> 8) + (char) (code & 0xff);
    }

    /** Masked with zeros. */
    private static byte[] frame(int head, String payload) {
        var bytes = payload.getBytes(ISO_8859_1);
        return ByteBuffer.allocate(6 + bytes.length)
                .put((byte) head)
                .put((byte) (MASKED | bytes.length))
                .putInt(0)
                .put(bytes)
                .array();
    }

    private static byte[] longFrame(int head, String payload) {
        var bytes = payload.getBytes(ISO_8859_1);
        return ByteBuffer.allocate(8 + bytes.length)
                .put((byte) head)
                .put((byte) (MASKED | 126))
                .putShort((short) bytes.length)
                .putInt(0)
                .put(bytes)
                .array();
    }
}
