package io.operations.operation;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Operation ids: UUID v7, so that their order is that of acceptance. */
final class Ids {

    private static final int VERSION = 7;
    private static final int NON_TIME_BITS = 16;
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator(new SecureRandom());

    private Ids() {}

    static UUID next(Instant now) {
        return next(now, 1).getFirst();
    }

    /** Ids in ascending order. One caller at a time: another time in between, and the next id would be any of its time. */
    static List<UUID> next(Instant now, int count) {
        synchronized (GENERATOR) {
            return Stream.generate(() -> GENERATOR.construct(now.toEpochMilli()))
                    .limit(count)
                    .toList();
        }
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
