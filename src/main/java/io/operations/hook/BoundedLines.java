package io.operations.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8 from a stream that may never end one. */
final class BoundedLines {

    /** A line has more bytes than are read of any. */
    static final class TooLong extends IOException {
        private TooLong(int max) {
            super("line longer than " + max + " bytes");
        }
    }

    private final InputStream in;
    private final int max;

    BoundedLines(InputStream in, int max) {
        this.in = new BufferedInputStream(in);
        this.max = max;
    }

    /** The next line without its end; null after the last, which need not have an end. */
    @Nullable
    String next() throws IOException {
        var line = new ByteArrayOutputStream();
        int read = in.read();
        if (read < 0) {
            return null;
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            if (line.size() == max) {
                throw new TooLong(max);
            }
            line.write(read);
        }
        return line.toString(UTF_8);
    }
}
