package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How PostgreSQL plans what is written all the time, when it plans it while there is almost nothing. */
@ServiceTest
// A database of its own: what others left would have it plan otherwise.
@TestPropertySource(properties = "operations.member.name=planned")
class PlanTests {

    private static final Pattern PARAMETER = Pattern.compile("(?<!:):(\\w+)");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    PlanTests(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Dead entries are in the index by the hundred thousand before the plan is made anew. */
    @ParameterizedTest
    @ValueSource(strings = {OperationSql.CHANGE, OperationSql.FINISH, OperationSql.FINISH_CHILD})
    void asksTheIndexForWhatItWritesAndNothingElse(String sql) {
        jdbc.sql("VACUUM ANALYZE active_operation").update();

        assertThat(plan(OperationSql.BY_ID, sql.substring(sql.indexOf("; ") + 1)))
                .containsPattern("active_operation_pkey[^\\n]*\\n *Index Cond: \\(id = ANY ")
                .doesNotContain("Seq Scan on active_operation");
    }

    @Test
    void asksTheIndexForAParentToo() {
        jdbc.sql("VACUUM ANALYZE active_operation").update();

        assertThat(plan(OperationSql.BY_INDEX, OperationSql.FINISH_FAMILY))
                .containsPattern("active_operation_pkey[^\\n]*\\n *Index Cond: \\(.*id = ANY ")
                .doesNotContain("Seq Scan on active_operation");
    }

    private String plan(String setting, String sql) {
        var names = new ArrayList<String>();
        var numbered = PARAMETER.matcher(sql).replaceAll(it -> {
            if (!names.contains(it.group(1))) names.add(it.group(1));
            return "\\$" + (names.indexOf(it.group(1)) + 1);
        });
        var types = String.join(", ", Collections.nCopies(names.size(), "text[]"));
        var values = String.join(", ", Collections.nCopies(names.size(), "NULL"));
        return transaction.execute(_ -> {
            jdbc.sql(setting + "; SET LOCAL plan_cache_mode = force_generic_plan")
                    .update();
            jdbc.sql("PREPARE planned (" + types + ") AS " + numbered).update();
            var plan = jdbc.sql("EXPLAIN EXECUTE planned (" + values + ")")
                    .query(String.class)
                    .list();
            jdbc.sql("DEALLOCATE planned").update();
            return String.join("\n", plan);
        });
    }
}
