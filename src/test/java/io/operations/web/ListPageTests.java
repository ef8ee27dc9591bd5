package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.operations.operation.Budget;
import io.operations.operation.OperationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Row K, "a budget for answers": a page of a list takes its memory from it while it grows. */
class ListPageTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int ALL = 1024 * 1024;

    private final Budget budget = new Budget("Answers", "caller", ALL, ALL / 2);

    private void fill(ListPage page, int elements) {
        IntStream.range(0, elements).forEach(i -> page.add("k" + i, "x".repeat(1000)));
    }

    @Test
    void isReadInPortionsUntilThereIsNoMore() {
        var source = new TreeSet<>(List.of("a", "b", "c", "d", "e"));
        var kind = new ListPages.Kind<>(
                (after, most) ->
                        source.tailSet(after, false).stream().limit(most).toList(),
                it -> it,
                it -> it,
                2);
        try (var memory = budget.open("me")) {
            var page = new ListPage(JSON, 10, ALL, memory);
            kind.readTo(page, "a");

            assertThat(text(page)).isEqualTo("[\"b\",\"c\",\"d\",\"e\"]");
            assertThat(page.next()).isNull();
        }
    }

    private static String text(ListPage page) {
        var out = new ByteArrayOutputStream();
        try {
            page.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void takesNothingForASmallOne() {
        try (var memory = budget.open("me")) {
            fill(new ListPage(JSON, 10_000, ALL, memory), 50);

            assertThat(budget.taken()).isZero();
        }
    }

    @Test
    void isRefusedWhenItIsLargerThanTheShareOfItsCaller() {
        try (var memory = budget.open("me")) {
            assertThatExceptionOfType(OperationException.TooMany.class)
                    .isThrownBy(() -> fill(new ListPage(JSON, 10_000, ALL, memory), 1_000));

            assertThat(budget.taken()).isBetween(ALL / 2L - 100_000, ALL / 2L);
        }
        assertThat(budget.taken()).isZero();
    }
}
