package io.operations.operation;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** How one run ended (contract §1.2). */
sealed interface Outcome {

    OperationStatus status();

    /** What the client reads; empty for Success. */
    String error();

    /** 0 for Success. */
    int errorCode();

    record Succeeded() implements Outcome {
        @Override
        public OperationStatus status() {
            return OperationStatus.SUCCESS;
        }

        @Override
        public String error() {
            return "";
        }

        @Override
        public int errorCode() {
            return 0;
        }
    }

    record Failed(String error, int errorCode) implements Outcome {
        @Override
        public OperationStatus status() {
            return OperationStatus.FAILURE;
        }
    }

    record Cancelled(String error) implements Outcome {
        @Override
        public OperationStatus status() {
            return OperationStatus.CANCELLED;
        }

        @Override
        public int errorCode() {
            return UNSPECIFIED_CODE;
        }
    }

    /** The code of a failure that names none. */
    int UNSPECIFIED_CODE = 500;

    /** The code of an operation that took longer than it may. */
    int TIMED_OUT_CODE = 504;

    /** The error text of what took longer than it may. */
    String TIMED_OUT_TEXT = "Operation timed out";

    /** The text of every cancelled operation. */
    String CANCELLED_TEXT = "context canceled";

    /** [H] text of an operation that nobody runs any more. */
    String DIED_TEXT = "Operation exited uncleanly or was unable to report its status";

    /** The text where the hook gave none that a client should read. */
    String UNEXPECTED_TEXT = "Run hook failed unexpectedly";

    /** Characters of text that a hook may give: it goes to all listeners, and into lists. */
    int LONGEST_TEXT = 16 * 1024;

    /** What the JVM throws at a bug. Its messages name classes, so clients do not get them. */
    Set<Class<? extends Throwable>> BUGS = Set.of(
            NullPointerException.class,
            ClassCastException.class,
            IndexOutOfBoundsException.class,
            ArrayStoreException.class,
            ArithmeticException.class,
            NegativeArraySizeException.class,
            DataAccessException.class,
            SQLException.class,
            Error.class);

    static Outcome cancelled() {
        return new Cancelled(CANCELLED_TEXT);
    }

    static Outcome timedOut() {
        return new Failed(TIMED_OUT_TEXT, TIMED_OUT_CODE);
    }

    /** What a run that ended with this comes to. */
    static Outcome of(Throwable thrown) {
        if (causes(thrown).anyMatch(it -> it instanceof InterruptedException || it instanceof CancellationException)) {
            return cancelled();
        }
        var code = causes(thrown)
                .filter(OperationException.class::isInstance)
                .mapToInt(it -> ((OperationException) it).code())
                .findFirst()
                .orElse(UNSPECIFIED_CODE);
        return new Failed(text(thrown), code);
    }

    /** Whether this is a mistake in the hook, to be logged in full, and not a failure it reports. */
    static boolean isBug(Throwable thrown) {
        return causes(thrown).anyMatch(it -> BUGS.stream().anyMatch(bug -> bug.isInstance(it)));
    }

    private static String text(Throwable thrown) {
        var message = message(thrown);
        return isBug(thrown) || message == null || message.isBlank()
                ? UNEXPECTED_TEXT
                : wellFormed(shortened(message).replace('\0', '\uFFFD'));
    }

    /** What only repeats its cause, the name of the class included, says what the cause says. */
    private static @Nullable String message(Throwable thrown) {
        return causes(thrown)
                .dropWhile(
                        it -> it.getCause() != null && it.getCause().toString().equals(it.getMessage()))
                .findFirst()
                .map(Throwable::getMessage)
                .orElse(null);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    /** Halves of characters, which PostgreSQL refuses, become question marks. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static Stream<Throwable> causes(@Nullable Throwable thrown) {
        return Stream.iterate(thrown, it -> it != null, Throwable::getCause)
                .limit(100)
                .map(it -> (Throwable) it);
    }
}
