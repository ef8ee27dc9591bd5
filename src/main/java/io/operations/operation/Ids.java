package io.operations.operation;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;

/** Operation ids: UUID v7, so that their order is that of acceptance. */
final class Ids {

    private static final int VERSION = 7;
    private static final int NON_TIME_BITS = 16;
    private static final int LAST_TICK = 0xFFF;
    private static final long VARIANT = Long.MIN_VALUE;
    private static final long FRESH = -1L >>> 2;

    /** Leaves room for the steps of a family. */
    private static final long HALF = FRESH >>> 1;

    private static final long STEP = -1L >>> 24;
    private static final TimeBasedEpochRandomGenerator RANDOM =
            Generators.timeBasedEpochRandomGenerator(new SecureRandom());
    private static final Last LAST = new Last();

    private Ids() {}

    static UUID next(Instant now) {
        return next(now, 1).getFirst();
    }

    /** Ids in ascending order, each with 62 fresh random bits: an id tells nothing of those that were given beside it. */
    static List<UUID> next(Instant now, int count) {
        var ids = new ArrayList<UUID>(count);
        var high = 0L;
        var low = 0L;
        for (var tick : ticks(now, count)) {
            var random = RANDOM.construct(now.toEpochMilli()).getLeastSignificantBits();
            // What has the same tick as the one before goes on from its bits, by a step that cannot be guessed.
            low = tick == high ? low + 1 + (random & STEP) : random & ((tick & LAST_TICK) < LAST_TICK ? FRESH : HALF);
            high = tick;
            ids.add(new UUID(high, low | VARIANT));
        }
        return ids;
    }

    /** The upper halves: time, version, and a count within the millisecond, which begins at its microseconds and stays at its end. */
    private static long[] ticks(Instant now, int count) {
        var millis = now.toEpochMilli();
        var micros = (int) (now.getNano() / 1_000 % 1_000);
        synchronized (LAST) {
            var tick = millis == LAST.millis ? Math.max(LAST.tick + 1, micros) : micros;
            var ticks = LongStream.range(tick, (long) tick + count)
                    .map(it -> millis << NON_TIME_BITS | VERSION << 12 | Math.min(it, LAST_TICK))
                    .toArray();
            LAST.millis = millis;
            LAST.tick = Math.min(tick + count - 1, LAST_TICK);
            return ticks;
        }
    }

    /** Until when ids have been given. */
    private static final class Last {
        private long millis = Long.MIN_VALUE;
        private int tick;
    }

    /** The least id that could have been given at that time, or later. */
    static UUID least(Instant time) {
        return new UUID(time.toEpochMilli() << NON_TIME_BITS | VERSION << 12, Long.MIN_VALUE);
    }

    /**
     * The id in its one spelling.
     *
     * @throws OperationException.Invalid if it is none
     */
    static UUID parse(String text) {
        return Optional.of(text)
                .filter(it -> it.length() == 36)
                .flatMap(Ids::tryParse)
                .orElseThrow(() -> new OperationException.Invalid("Operation id must be a UUID"));
    }

    private static Optional<UUID> tryParse(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Few characters, none of them a separator: for what members tell each other. */
    static String shortText(UUID id) {
        var bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Empty if the text is no id. */
    static Optional<UUID> ofShortText(String text) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            return bytes.remaining() == 2 * Long.BYTES
                    ? Optional.of(new UUID(bytes.getLong(), bytes.getLong()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** When the first of these was given. */
    static Instant oldest(Collection<UUID> ids) {
        return ids.stream().map(Ids::time).min(Instant::compareTo).orElse(Instant.EPOCH);
    }

    /** When an id of ours was given; the epoch for any other, which then is simply not found. */
    static Instant time(UUID id) {
        return id.version() == VERSION
                ? Instant.ofEpochMilli(id.getMostSignificantBits() >>> NON_TIME_BITS)
                : Instant.EPOCH;
    }
}
