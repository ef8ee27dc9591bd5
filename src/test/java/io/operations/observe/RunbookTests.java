package io.operations.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.operations.ServiceTest;
import io.operations.observe.Runbook.Section;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each alert has its section in the runbook, and what that says to type works. */
@ServiceTest
class RunbookTests {

    private final Runbook runbook = Runbook.load();
    private final Alerts alerts = Alerts.load();
    private final JdbcClient jdbc;

    RunbookTests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Test
    void hasASectionForEachAlertAndNoOther() {
        assertThat(runbook.ofAlerts()).extracting(Section::heading).containsExactlyElementsOf(alerts.names());
    }

    @Test
    void isWhereAlertsPoint() {
        assertThat(alerts.all())
                .allSatisfy(alert -> assertThat(runbook.ofAlerts())
                        .filteredOn(it -> it.heading().equals(alert.name()))
                        .singleElement()
                        .satisfies(it -> assertThat(alert.annotation("runbook_url"))
                                .isEqualTo("docs/runbook.md#" + it.anchor())));
    }

    @Test
    void saysWhatItMeansWhereToLookAndWhatToDo() {
        assertThat(runbook.ofAlerts()).allSatisfy(it -> {
            assertThat(it.text()).contains("**It means**", "**Look.**", "**Do.**");
            assertThat(it.blocks("promql")).as("queries in " + it.heading()).isNotEmpty();
        });
    }

    @Test
    void hasStatementsThatPostgreSqlUnderstands() {
        var statements = runbook.blocks("sql").toList();

        assertThat(statements).hasSizeGreaterThan(4);
        assertThat(statements)
                .allSatisfy(it -> assertThatCode(
                                () -> jdbc.sql(it.replace(";", "")).query().listOfRows())
                        .as(it)
                        .doesNotThrowAnyException());
    }
}
