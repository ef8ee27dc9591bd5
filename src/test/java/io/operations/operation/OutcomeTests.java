package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract §1.2: what a hook throws, and what becomes of it. */
class OutcomeTests {

    @Test
    void failsWithTheMessageAndCode500() {
        assertThat(Outcome.of(new IOException("disk full"))).isEqualTo(new Outcome.Failed("disk full", 500));
        assertThat(Outcome.of(new IllegalStateException("volume is busy")))
                .isEqualTo(new Outcome.Failed("volume is busy", 500));
    }

    @Test
    void takesTheCodeFromWhereverItIsInTheChain() {
        var wrapped = new IOException("copying", new OperationException.Failed(423, "locked"));

        assertThat(Outcome.of(wrapped)).isEqualTo(new Outcome.Failed("copying", 423));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 7, 200, 399, 600, 1000})
    void takesACodeThatIsNoneFor500(int code) {
        var odd = new OperationException.Failed(code, "odd");

        assertThat(odd.code()).isEqualTo(500);
        assertThat(Outcome.of(odd)).isEqualTo(new Outcome.Failed("odd", 500));
        assertThat(Outcome.of(new IOException("copying", odd))).isEqualTo(new Outcome.Failed("copying", 500));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 418, 500, 599})
    void takesACodeAsItIs(int code) {
        assertThat(Outcome.of(new OperationException.Failed(code, "even"))).isEqualTo(new Outcome.Failed("even", code));
    }

    @Test
    void saysWhatTheCauseSaysWhereThatIsAllThereIsToSay() {
        var full = new IOException("disk full");

        assertThat(text(new RuntimeException(full))).isEqualTo("disk full");
        assertThat(text(new ExecutionException(full))).isEqualTo("disk full");
        assertThat(text(new CompletionException(new UncheckedIOException(full))))
                .isEqualTo("disk full");
        assertThat(text(new RuntimeException("copying", full))).isEqualTo("copying");
        assertThat(text(new ExecutionException(new IllegalStateException("copying", full))))
                .isEqualTo("copying");
        assertThat(Outcome.of(new CompletionException(new OperationException.Failed(423, "locked"))))
                .isEqualTo(new Outcome.Failed("locked", 423));
    }

    @Test
    void namesNoClassWhereTheCauseSaysNothing() {
        assertThat(text(new RuntimeException(new IOException()))).isEqualTo("Run hook failed unexpectedly");
        assertThat(text(new ExecutionException(new IOException(" ")))).isEqualTo("Run hook failed unexpectedly");
        assertThat(text(new ExecutionException(new SQLException("SELECT secret"))))
                .isEqualTo("Run hook failed unexpectedly");
        assertThat(text(new CompletionException(new NullPointerException("\"<local1>\" is null"))))
                .isEqualTo("Run hook failed unexpectedly");
    }

    private static String text(Throwable thrown) {
        return Outcome.of(thrown).error();
    }

    @Test
    void isCancelledByAnInterruptOrACancellationAnywhereInTheChain() {
        var cancelled = new Outcome.Cancelled("context canceled");

        assertThat(Outcome.of(new InterruptedException())).isEqualTo(cancelled);
        assertThat(Outcome.of(new CancellationException("by hand"))).isEqualTo(cancelled);
        assertThat(Outcome.of(new ExecutionException(new InterruptedException())))
                .isEqualTo(cancelled);
        assertThat(cancelled.errorCode()).isEqualTo(500);
    }

    @Test
    void keepsBugsToItself() {
        assertThat(Outcome.of(new NullPointerException("\"<local1>\" is null")).error())
                .isEqualTo("Run hook failed unexpectedly");
        assertThat(Outcome.of(new StackOverflowError()).error()).isEqualTo("Run hook failed unexpectedly");
        assertThat(Outcome.of(new IOException("x", new SQLException("SELECT secret")))
                        .error())
                .isEqualTo("Run hook failed unexpectedly");
        assertThat(Outcome.of(new IOException()).error()).isEqualTo("Run hook failed unexpectedly");
    }

    @Test
    void canBeStored() {
        assertThat(Outcome.of(new IOException("a\0b")).error()).isEqualTo("a\uFFFDb");
    }

    @Test
    void endsForACauseThatIsItsOwn() {
        var first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));

        assertThat(Outcome.of(first)).isEqualTo(new Outcome.Failed("first", 500));
    }
}
