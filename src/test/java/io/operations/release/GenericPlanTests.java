package io.operations.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Row B2: every statement of today, in the plan that PostgreSQL keeps for values that it does not know, made while the tables are
 * empty. Members go on to use that plan when there are ten thousands of rows, and have arrays of as many ids.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GenericPlanTests {

    /** Statements that change how others are planned, or what they are planned on. */
    private static final Set<String> EXECUTED = Set.of("SET", "BEGIN", "COMMIT", "ROLLBACK", "CREATE", "ALTER");

    /** For each row all ids are taken from the text of the array, and compared. */
    private static final Pattern ARRAY_OF_IDS = Pattern.compile("ANY \\(\\(?\\$\\d+\\)?::uuid\\[\\]\\)");

    private static final Pattern LONG_TABLE = Pattern.compile("idempotency_key|final_operation\\w*");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Planned> all = plans();

    private record Planned(String sql, JsonNode plan) {}

    private static List<Planned> plans() {
        var schema = Schema.create().migratedBy(Schema.TODAY);
        try (var connection = schema.connect();
                var statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = force_generic_plan");
            var plans = new ArrayList<Planned>();
            for (var step : Release.next().steps()) {
                if (step.isPreparable()) plans.add(planned(step, statement));
                if (isExecuted(step)) statement.execute(step.sql());
            }
            return plans;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isExecuted(Step step) {
        return EXECUTED.contains(step.sql().split("\\s", 2)[0])
                || step.sql().startsWith("SELECT set_config(") && step.types().isEmpty();
    }

    private static Planned planned(Step step, Statement statement) throws SQLException {
        statement.execute(step.commands().getFirst());
        try (var rows = statement.executeQuery(
                "EXPLAIN (FORMAT JSON) " + step.commands().getLast())) {
            rows.next();
            var plan = JSON.readTree(rows.getString(1)).path(0).path("Plan");
            // Statements that follow name the partition.
            if (step.sql().startsWith("SELECT make_history_partition(")) {
                statement.execute(step.commands().getLast());
            }
            return new Planned(step.sql(), plan);
        } finally {
            statement.execute("DEALLOCATE step");
        }
    }

    private static List<JsonNode> nodes(JsonNode plan) {
        var nodes = new ArrayList<JsonNode>(List.of(plan));
        plan.path("Plans").forEach(it -> nodes.addAll(nodes(it)));
        return nodes;
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("");
    }

    @Test
    void comparesNoRowWithEachIdOfAnArray() {
        assertThat(all)
                .isNotEmpty()
                .allSatisfy(it -> assertThat(nodes(it.plan()))
                        .as(it.sql())
                        .noneMatch(node ->
                                ARRAY_OF_IDS.matcher(text(node, "Filter")).find()
                                        || ARRAY_OF_IDS
                                                .matcher(text(node, "Join Filter"))
                                                .find()));
    }

    /** It would be read from its first to its last row for each row of the other. */
    @Test
    void readsNothingWholeForEachRow() {
        assertThat(all)
                .allSatisfy(it -> assertThat(nodes(it.plan()))
                        .as(it.sql())
                        .filteredOn(node -> text(node, "Node Type").equals("Nested Loop"))
                        .map(node -> node.path("Plans").path(1))
                        .noneMatch(GenericPlanTests::isWhole));
    }

    private static boolean isWhole(JsonNode inner) {
        return switch (text(inner, "Node Type")) {
            case "Function Scan", "Seq Scan" -> true;
            case "Materialize", "Memoize" -> isWhole(inner.path("Plans").path(0));
            default -> false;
        };
    }

    /** What is kept for days. Active operations are few. A time after which the end was picks the partitions that are read. */
    @Test
    void readsNoLongTableFromItsFirstToItsLastRow() {
        assertThat(all)
                .allSatisfy(it -> assertThat(nodes(it.plan()))
                        .as(it.sql())
                        .filteredOn(node ->
                                LONG_TABLE.matcher(text(node, "Relation Name")).matches())
                        .filteredOn(node -> text(node, "Node Type").endsWith("Scan"))
                        .noneMatch(node -> text(node, "Index Cond").isEmpty()
                                && text(node, "Recheck Cond").isEmpty()
                                && text(node, "TID Cond").isEmpty()
                                && !text(node, "Filter").contains("finished_at > ")));
    }
}
