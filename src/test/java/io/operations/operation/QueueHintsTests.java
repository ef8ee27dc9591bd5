package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.operations.member.Hints;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/** How often a member looks for what others have queued. */
class QueueHintsTests {

    private final Dispatcher dispatcher = mock();
    private final Hints hints = mock();

    @Test
    void looksOftenOnlyAsLongAsOthersAreNotHeard() {
        var _ = new QueueHints(dispatcher, hints);
        var pause = pause();

        when(hints.areMissed()).thenReturn(true);
        assertThat(pause.get()).isEqualTo(Duration.ofMillis(50));

        when(hints.areMissed()).thenReturn(false);
        assertThat(pause.get()).isEqualTo(Duration.ofSeconds(1));
    }

    private Supplier<Duration> pause() {
        ArgumentCaptor<Supplier<Duration>> captor = ArgumentCaptor.captor();
        verify(dispatcher).lookEvery(captor.capture());
        return captor.getValue();
    }
}
