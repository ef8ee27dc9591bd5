package io.operations.telemetry;

import io.operations.Api;
import java.util.List;
import java.util.regex.Pattern;

/** What one sample of a histogram points to. */
record Exemplar(String metric, String traceId, String spanId) {

    private static final Pattern LINE = Pattern.compile("(operations_\\w+)\\{.*} \\S+ # \\{(.*)} .*");
    private static final Pattern TRACE = Pattern.compile("trace_id=\"(\\p{XDigit}{32})\"");
    private static final Pattern SPAN = Pattern.compile("span_id=\"(\\p{XDigit}{16})\"");

    /** All those of the meters of operations that a member has at the moment. */
    static List<Exemplar> of(Api member) {
        var request = member.request("/actuator/prometheus")
                .header("Accept", "application/openmetrics-text;version=1.0.0")
                .build();
        return member.send(request)
                .hasStatus(200)
                .text()
                .lines()
                .map(LINE::matcher)
                .filter(it -> it.matches())
                .map(it -> new Exemplar(it.group(1), only(TRACE, it.group(2)), only(SPAN, it.group(2))))
                .toList();
    }

    private static String only(Pattern what, String labels) {
        return what.matcher(labels).results().findFirst().orElseThrow().group(1);
    }
}
