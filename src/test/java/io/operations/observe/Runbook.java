package io.operations.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The page that says what to do, by section. */
record Runbook(List<Section> sections) {

    private static final Path FILE = Path.of("docs/runbook.md");
    private static final Pattern HEADING = Pattern.compile("^## ", Pattern.MULTILINE);

    /** What is under one heading. */
    record Section(String heading, String text) {

        String anchor() {
            return heading.toLowerCase(Locale.ROOT).replace(' ', '-');
        }

        /** The blocks of code in this language. */
        List<String> blocks(String language) {
            return Pattern.compile("^```" + language + "\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
                    .matcher(text)
                    .results()
                    .map(it -> it.group(1))
                    .toList();
        }
    }

    static Runbook load() {
        try {
            return new Runbook(HEADING.splitAsStream(Files.readString(FILE))
                    .skip(1)
                    .map(it -> new Section(it.substring(0, it.indexOf('\n')), it))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of alerts are named as these are. */
    List<Section> ofAlerts() {
        return sections.stream().filter(it -> !it.heading.contains(" ")).toList();
    }

    Stream<String> blocks(String language) {
        return sections.stream().flatMap(it -> it.blocks(language).stream());
    }
}
