package io.operations.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table that a run of the benchmark prints, in Markdown. */
final class Report {

    private final List<List<String>> rows = new ArrayList<>();
    private final Map<String, Double> ratios = new LinkedHashMap<>();

    void row(String what, String unit, String value, String spread, String note) {
        rows.add(List.of(what, unit, value, spread, note));
        // A run takes ten minutes: whoever started it sees how it goes on, and has what there was if it fails.
        System.out.println("benchmark: " + rows.getLast());
    }

    /** Several runs of one thing: their median, and the least and the greatest beside it. */
    void runs(String what, String unit, Samples runs, String note) {
        row(what, unit, number(runs.median()), number(runs.least()) + " – " + number(runs.greatest()), note);
    }

    /** What is done a second, in runs of one thing, beside the floors and the peers of the same run. */
    void rates(String what, Samples perSecond, String note) {
        var beside = ratios.entrySet().stream()
                .map(it -> String.format(Locale.ROOT, "%.2f × %s", perSecond.median() / it.getValue(), it.getKey()))
                .collect(Collectors.joining(", "));
        runs(
                what,
                "operations/s",
                perSecond,
                Stream.of(beside, note).filter(it -> !it.isEmpty()).collect(Collectors.joining("; ")));
    }

    /** How fast something is now, beside how fast it was: 1 where nothing has changed. Beside it from worst to best case. */
    void speed(String what, String unit, Samples was, Samples is, String note) {
        row(
                what,
                "ratio",
                number(is.median() / was.median()),
                number(is.least() / was.greatest()) + " – " + number(is.greatest() / was.least()),
                number(was.median()) + " → " + number(is.median()) + " " + unit + "; " + note);
    }

    /** What the rates that follow are to be seen beside. */
    void beside(String name, Samples perSecond) {
        ratios.put(name, perSecond.median());
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
        return String.format(Locale.ROOT, format(value), value);
    }

    private static String format(double value) {
        if (value >= 100) return "%,.0f";
        // A five hundredth of what it was is not nothing.
        return value > 0 && value < 0.01 ? "%.4f" : "%.2f";
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
