package io.operations.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Cutting UTF-8 between characters. */
final class Utf8 {

    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;

    /** Bytes of one character. */
    private static final int LONGEST = 4;

    private Utf8() {}

    /** Where a character begins, at this index or before; what is no UTF-8 is cut anywhere. */
    static int cut(ByteBuffer text, int index) {
        for (var cut = index; cut > index - LONGEST && cut >= 0; cut--) {
            if ((text.get(cut) & CONTINUATION_MASK) != CONTINUATION) return cut;
        }
        return index;
    }

    /** As much of a text as has room in so many bytes. */
    static String shortened(String text, int bytes) {
        var encoded = StandardCharsets.UTF_8.encode(text);
        if (encoded.remaining() <= bytes) return text;
        return StandardCharsets.UTF_8.decode(encoded.limit(cut(encoded, bytes))).toString();
    }
}
