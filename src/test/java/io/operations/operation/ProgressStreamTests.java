package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.operations.StoppedClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams count each byte once, and are otherwise the streams that they wrap. */
class ProgressStreamTests {

    private static final int LENGTH = 100_000;

    private final List<Progress> reports = new ArrayList<>();

    /** Of one byte a percent and more, so that each change is a report. */
    private ProgressTracker tracker(long length) {
        return new ProgressTracker(reports::add, Progress.percent("copy", 0), length, new StoppedClock());
    }

    private ProgressInputStream input(int available) {
        return new ProgressInputStream(new ByteArrayInputStream(new byte[available]), tracker(100));
    }

    private long counted() {
        return reports.isEmpty() ? 0 : reports.getLast().processed();
    }

    @FunctionalInterface
    interface Reading {
        void all(InputStream in) throws IOException;
    }

    static Stream<Reading> waysToReadAll() {
        return Stream.of(
                in -> {
                    while (in.read() >= 0) {}
                },
                in -> {
                    while (in.read(new byte[777]) >= 0) {}
                },
                in -> {
                    while (in.read(new byte[1_000], 100, 333) >= 0) {}
                },
                InputStream::readAllBytes,
                in -> in.readNBytes(Integer.MAX_VALUE),
                in -> in.readNBytes(new byte[2 * LENGTH], 0, 2 * LENGTH),
                in -> in.skipNBytes(LENGTH),
                in -> {
                    while (in.skip(4_096) > 0) {}
                },
                in -> in.transferTo(OutputStream.nullOutputStream()));
    }

    @ParameterizedTest
    @MethodSource("waysToReadAll")
    void countsAllHoweverItIsRead(Reading reading) throws IOException {
        try (var in = new ProgressInputStream(new ByteArrayInputStream(new byte[LENGTH]), tracker(LENGTH))) {
            reading.all(in);

            assertThat(in.read()).isEqualTo(-1);
        }

        assertThat(counted()).isEqualTo(LENGTH);
        assertThat(reports).extracting(Progress::percent).containsOnlyOnce(100).endsWith(100);
    }

    @Test
    void countsWhileATransferIsUnderWay() throws IOException {
        new ProgressInputStream(new ByteArrayInputStream(new byte[LENGTH]), tracker(LENGTH))
                .transferTo(OutputStream.nullOutputStream());

        assertThat(reports).hasSizeGreaterThan(1);
    }

    @Test
    void countsWhatWasReadAndNotWhatWasAskedFor() throws IOException {
        var in = input(30);

        assertThat(in.read(new byte[50])).isEqualTo(30);
        assertThat(in.read(new byte[50])).isEqualTo(-1);
        assertThat(in.read(new byte[50], 0, 0)).isIn(0, -1);
        assertThat(in.skip(50)).isZero();

        assertThat(counted()).isEqualTo(30);
    }

    @Test
    void countsOnceWhatIsReadAgain() throws IOException {
        var in = input(100);

        in.readNBytes(10);
        in.mark(50);
        in.readNBytes(20);
        in.reset();
        in.readNBytes(15);
        assertThat(counted()).isEqualTo(30);
        in.reset();
        in.skipNBytes(25);
        assertThat(counted()).isEqualTo(35);
    }

    @Test
    void resetsToTheBeginningWithoutAMark() throws IOException {
        var in = input(100);

        in.readNBytes(10);
        in.reset();
        in.readNBytes(11);

        assertThat(counted()).isEqualTo(11);
    }

    @Test
    void countsOnAfterAResetThatWasRefused() throws IOException {
        var in = new ProgressInputStream(Files.newInputStream(Path.of("pom.xml")), tracker(100));

        try (in) {
            in.readNBytes(10);
            in.mark(50);
            in.readNBytes(10);
            assertThat(in.markSupported()).isFalse();
            assertThatIOException().isThrownBy(in::reset);
            in.readNBytes(10);
        }

        assertThat(counted()).isEqualTo(30);
    }

    @Test
    void countsOnceWhatIsSkippedBackwards(@TempDir Path folder) throws IOException {
        var file = Files.write(folder.resolve("file"), new byte[100]);

        try (var in = new ProgressInputStream(new FileInputStream(file.toFile()), tracker(100))) {
            in.readNBytes(40);
            assertThat(in.skip(-30)).isEqualTo(-30);
            in.readNBytes(20);
            assertThat(counted()).isEqualTo(40);
            in.readNBytes(20);
            assertThat(counted()).isEqualTo(50);
        }
    }

    @Test
    void countsWhatComesAfterAnEndThatWasNone(@TempDir Path folder) throws IOException {
        var file = Files.write(folder.resolve("file"), new byte[20]);

        try (var in = new ProgressInputStream(Files.newInputStream(file), tracker(100))) {
            in.readAllBytes();
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[5])).isEqualTo(-1);
            Files.write(file, new byte[10], StandardOpenOption.APPEND);
            in.readAllBytes();
        }

        assertThat(counted()).isEqualTo(30);
    }

    @Test
    void passesOnEverythingElse() throws IOException {
        var in = input(3);

        assertThat(in.available()).isEqualTo(3);
        assertThat(in.markSupported()).isTrue();
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> in.skipNBytes(4));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> in.read(new byte[3], 1, 3));
    }

    @Test
    void sharesATrackerWithAnother() throws IOException {
        var tracker = tracker(100);

        new ProgressInputStream(new ByteArrayInputStream(new byte[40]), tracker).readAllBytes();
        new ProgressInputStream(new ByteArrayInputStream(new byte[60]), tracker).readAllBytes();

        assertThat(counted()).isEqualTo(100);
    }

    @Test
    void countsWhatIsWritten() throws IOException {
        var written = new ByteArrayOutputStream();

        try (var out = new ProgressOutputStream(written, tracker(100))) {
            out.write(7);
            assertThat(counted()).isEqualTo(1);
            out.write(new byte[] {1, 2, 3});
            assertThat(counted()).isEqualTo(4);
            out.write(new byte[] {0, 4, 5, 0}, 1, 2);
            out.write(new byte[0]);
            assertThat(counted()).isEqualTo(6);
        }

        assertThat(written.toByteArray()).containsExactly(7, 1, 2, 3, 4, 5);
    }

    @Test
    void writesAsOneWhatIsWrittenAsOne() throws IOException {
        var writes = new AtomicInteger();
        var out = new ProgressOutputStream(
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] buffer, int offset, int length) {
                        writes.incrementAndGet();
                    }
                },
                tracker(LENGTH));

        out.write(new byte[LENGTH]);
        out.write(new byte[LENGTH], 0, LENGTH);

        assertThat(writes).hasValue(2);
    }

    @Test
    void doesNotCountWhatCannotBeWritten() {
        var out = new ProgressOutputStream(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException("full");
                    }
                },
                tracker(100));

        assertThatIOException().isThrownBy(() -> out.write(1)).withMessage("full");
        assertThatIOException().isThrownBy(() -> out.write(new byte[50])).withMessage("full");
        assertThat(reports).isEmpty();
    }
}
