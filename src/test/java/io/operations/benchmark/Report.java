package io.operations.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that a run of the benchmark prints, in Markdown. */
final class Report {

    private final List<List<String>> rows = new ArrayList<>();

    void row(String what, String unit, String value, String spread, String note) {
        rows.add(List.of(what, unit, value, spread, note));
    }

    /** Several runs of one thing: their median, and the least and the greatest beside it. */
    void runs(String what, String unit, Samples runs, String note) {
        row(what, unit, number(runs.median()), number(runs.least()) + " – " + number(runs.greatest()), note);
    }

    /** Many samples of one time: half of them were not longer than the value, 99 % not longer than p99. */
    void times(String what, Samples millis) {
        row(
                what,
                "ms, p50",
                number(millis.median()),
                "p99 " + number(millis.percentile(99)) + ", max " + number(millis.greatest()),
                millis.sorted().length + " samples");
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value);
    }

    String toMarkdown() {
        var all = new ArrayList<List<String>>();
        all.add(List.of("measure", "unit", "value", "spread", "note"));
        all.addAll(rows);
        var widths = new int[all.getFirst().size()];
        all.forEach(row -> {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        var text = new StringBuilder();
        for (var i = 0; i < all.size(); i++) {
            line(text, all.get(i), widths, ' ');
            if (i == 0) {
                line(text, List.of("", "", "", "", ""), widths, '-');
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths, char pad) {
        for (var i = 0; i < widths.length; i++) {
            text.append(i == 0 ? "| " : " | ").append(cells.get(i));
            text.repeat(pad, widths[i] - cells.get(i).length());
        }
        text.append(" |\n");
    }
}
