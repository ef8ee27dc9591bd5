package io.operations;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Reports why the service did not start in one line, instead of Spring Boot's banner (silenced by its log level). */
final class StartFailureReporter implements FailureAnalysisReporter {

    private static final Logger log = LoggerFactory.getLogger("io.operations");

    @Override
    public void report(FailureAnalysis analysis) {
        log.error("Not started: {}", sentence(analysis));
    }

    static String sentence(FailureAnalysis analysis) {
        return Stream.of(analysis.getDescription(), analysis.getAction())
                .filter(Objects::nonNull)
                .map(part -> part.strip().replaceAll("\\s+", " "))
                .collect(Collectors.joining(" "));
    }
}
