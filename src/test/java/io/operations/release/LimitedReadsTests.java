package io.operations.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Row K and fault B9: no statement of today returns as many rows as there happen to be. Each that may return several ends with a
 * LIMIT, is told which rows, or has a reason here. Hundreds of thousands of rows took the memory of every member that read them.
 */
class LimitedReadsTests {

    private static final Pattern RETURNS = Pattern.compile("^\\(?(SELECT|WITH)\\b|\\bRETURNING\\b");

    /** Of the whole statement, and not of a part of it. */
    private static final Pattern LIMITED = Pattern.compile("\\bLIMIT (\\?|\\d+)( FOR UPDATE[\\w ]*)?$");

    private static final Pattern ONE_ROW =
            Pattern.compile("^SELECT (EXISTS|set_config|pg_advisory|pg_database_size|COALESCE\\(sum)"
                    + "|WHERE (id|name|fingerprint|incarnation) = \\?( AND [^()]*)?( RETURNING .*)?$"
                    + "|WHERE project = \\? AND caller = \\? AND key = \\?$");

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("_history_partition(", "one value of a function"),
            Map.entry("SELECT DISTINCT ON (name) name, incarnation", "one for each name of a member"),
            Map.entry("UPDATE member m SET heartbeat_at", "one member"),
            Map.entry("UPDATE active_operation SET cancel_requested_at = ? WHERE id = ?", "one operation"),
            Map.entry("INSERT INTO active_operation (", "what one commit inserts"),
            Map.entry("WITH RECURSIVE heads AS", "one row about all of them"),
            Map.entry(
                    "WITH held AS MATERIALIZED ( SELECT id FROM active_operation WHERE id = ?",
                    "moves a portion, returns none"),
            Map.entry("UPDATE member SET offline_at", "one for each member"),
            Map.entry("FROM pg_inherits", "partitions, whose number the settings say"),
            Map.entry("SELECT project, sum(active)", "one for each project"),
            Map.entry("FROM unnest(", "one for each value that is given, at most"),
            Map.entry("WHERE id = ANY (CAST(? AS uuid[]))", "one for each id that is given, at most"),
            Map.entry("WHERE incarnation = ANY (CAST(? AS uuid[]))", "one for each id that is given, at most"),
            Map.entry(
                    "parent = ANY (CAST(? AS uuid[]))", "families that are claimed, for whose children there is room"),
            Map.entry(
                    "WHERE owner = ? AND parent IS NULL AND status_code = 103 AND updated_at = ?",
                    "what one claim took"),
            Map.entry("end_marker IN (", "what ten statements have ended, each a portion"),
            Map.entry("WHERE parent = ? AND id > ?", "read row by row, until the page is full"),
            Map.entry("DELETE FROM active_operation a USING unnest(", "what one commit ends, with its children"),
            Map.entry("DELETE FROM active_operation WHERE id = ? AND", "one family"),
            Map.entry("UPDATE active_operation SET status_code = 401", "the children of one family"),
            Map.entry("LIMIT ? FOR UPDATE OF a SKIP LOCKED) AS", "a portion, and the children of its last family"),
            Map.entry("LIMIT ? FOR UPDATE SKIP LOCKED) AS", "a portion, and the children of its last family"));

    private final List<String> shapes = Release.next().steps().stream()
            .filter(Step::isPreparable)
            .map(it -> Sql.shape(it.sql()))
            .distinct()
            .toList();

    private Stream<String> several() {
        return shapes.stream()
                .filter(it -> RETURNS.matcher(it).find())
                .filter(it -> !ONE_ROW.matcher(it).find());
    }

    private static boolean hasReason(String shape) {
        return REASONS.keySet().stream().anyMatch(shape::contains);
    }

    @Test
    void areThoseThatReturnSeveralRows() {
        assertThat(several()).hasSizeGreaterThan(20);
        assertThat(several().filter(it -> !LIMITED.matcher(it).find()).filter(it -> !hasReason(it)))
                .as("neither ends with a LIMIT nor has a reason")
                .isEmpty();
    }
}
