package io.operations.operation;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;

/** A length of time as callers write it: ISO-8601 ({@code PT5S}) or seconds ({@code "1.5"}, {@code 5}). */
public final class DurationInput {

    private static final int LONGEST_TEXT = 64;
    private static final int NANO_DIGITS = 9;

    private DurationInput() {}

    /**
     * @param field what messages call it, {@code inputs.duration} for example
     * @throws OperationException.Invalid unless it is from 0 to {@code max}
     */
    public static Duration parse(JsonNode value, String field, Duration max) {
        var text = value.asString().strip();
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw notDuration(field);
        }
        return isIso(text) ? ofIso(text, field, max) : ofSeconds(text, field, max);
    }

    private static boolean isIso(String text) {
        return text.chars().anyMatch(it -> it == 'P' || it == 'p');
    }

    private static Duration ofIso(String text, String field, Duration max) {
        try {
            var duration = Duration.parse(text);
            checkRange(duration.isNegative() ? -1 : 0, duration.compareTo(max) > 0, field, max);
            return duration;
        } catch (DateTimeParseException e) {
            throw notDuration(field);
        }
    }

    private static Duration ofSeconds(String text, String field, Duration max) {
        try {
            var seconds = new BigDecimal(text);
            checkRange(seconds.signum(), seconds.compareTo(BigDecimal.valueOf(max.toSeconds())) > 0, field, max);
            return Duration.ofNanos(seconds.movePointRight(NANO_DIGITS).longValue());
        } catch (NumberFormatException e) {
            throw notDuration(field);
        }
    }

    private static void checkRange(int sign, boolean tooLong, String field, Duration max) {
        if (sign < 0) {
            throw new OperationException.Invalid(field + " must not be negative");
        }
        if (tooLong) {
            throw new OperationException.Invalid(field + " must be at most " + max);
        }
    }

    private static OperationException.Invalid notDuration(String field) {
        return new OperationException.Invalid(field + " must be an ISO-8601 duration (PT5S) or a number of seconds");
    }
}
