package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MergedRowsTests {

    private record Row(int number, String state) {
        UUID id() {
            return new UUID(0, number);
        }
    }

    private static List<String> merged(List<Row> first, List<Row> second, int most) {
        var read = new ArrayList<String>();
        new MergedRows<>(first.iterator(), second.iterator(), Row::id).forEachWhile(it -> {
            read.add(it.number + it.state);
            return read.size() < most;
        });
        return read;
    }

    @Test
    void takesTheLaterStateOfWhatIsInBoth() {
        var first = List.of(new Row(1, "a"), new Row(2, "a"), new Row(4, "a"));
        var second = List.of(new Row(2, "b"), new Row(3, "b"), new Row(5, "b"));

        assertThat(merged(first, second, 10)).containsExactly("1a", "2b", "3b", "4a", "5b");
    }

    @Test
    void readsNoMoreThanIsWanted() {
        assertThat(merged(List.of(new Row(1, "a"), new Row(3, "a")), List.of(new Row(2, "b")), 2))
                .containsExactly("1a", "2b");
        assertThat(merged(List.of(), List.of(), 2)).isEmpty();
    }
}
