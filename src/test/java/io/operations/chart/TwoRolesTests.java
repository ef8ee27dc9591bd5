package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.operations.ServiceProperties;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** §4, roles: "the chart supports it". */
class TwoRolesTests {

    private static final Manifests CHART = Chart.render(Combinations.of("two roles", "properties"));

    /** Variables, with {@code SECRET/KEY} where they come from one. */
    private static Map<String, String> environment(Container container) {
        return container.getEnv().stream()
                .filter(it -> it.getValueFrom() == null || it.getValueFrom().getSecretKeyRef() != null)
                .collect(Collectors.toMap(EnvVar::getName, TwoRolesTests::value));
    }

    private static String value(EnvVar variable) {
        if (variable.getValueFrom() == null) return variable.getValue();
        var reference = variable.getValueFrom().getSecretKeyRef();
        return reference.getName() + "/" + reference.getKey();
    }

    @Test
    void anotherContainerMigratesBeforeTheMember() {
        var migration = CHART.member().getInitContainers().getFirst();

        assertThat(environment(migration))
                .containsEntry("OPERATIONS_MIGRATION_MODE", "only")
                .containsEntry("OPERATIONS_MIGRATION_USERNAME", "owner/username")
                .containsEntry("OPERATIONS_MIGRATION_PASSWORD", "owner/password")
                .containsEntry("SPRING_DATASOURCE_URL", "jdbc:postgresql://pg/ops")
                .containsEntry("SPRING_DATASOURCE_USERNAME", "login/username")
                .containsEntry("SPRING_CONFIG_ADDITIONAL_LOCATION", "file:/etc/operation-service/")
                .doesNotContainKey("SPRING_DATASOURCE_PASSWORD");
        assertThat(ServiceProperties.unknownVariables(environment(migration).keySet()))
                .containsExactly("SPRING_CONFIG_ADDITIONAL_LOCATION");
        assertThat(migration.getImage()).isEqualTo(CHART.service().getImage());
        assertThat(migration.getSecurityContext()).isEqualTo(CHART.service().getSecurityContext());
    }

    @Test
    void theMemberHasNothingOfTheOwner() {
        assertThat(environment(CHART.service()))
                .containsEntry("OPERATIONS_MIGRATION_MODE", "elsewhere")
                .containsEntry("SPRING_DATASOURCE_PASSWORD", "login/password")
                .doesNotContainKeys("OPERATIONS_MIGRATION_USERNAME", "OPERATIONS_MIGRATION_PASSWORD");
        assertThat(environment(CHART.service()).values()).noneMatch(it -> it.startsWith("owner/"));
    }

    @Test
    void withOneRoleTheMemberMigrates() {
        var rendered = Chart.render("database.existingSecret.name=pg-app");

        assertThat(rendered.member().getInitContainers()).isEmpty();
        assertThat(environment(rendered.service())).doesNotContainKey("OPERATIONS_MIGRATION_MODE");
    }

    @Test
    void bothLoginsAreNeeded() {
        var owner = "database.migration.existingSecret.name=owner";

        assertThatThrownBy(() -> Chart.render(owner, "database.existingSecret.name=pg-app"))
                .hasMessageContaining("needs database.url");
        assertThatThrownBy(() -> Chart.render(owner, "trial.postgresql.enabled=true"))
                .hasMessageContaining("the trial has one role");
    }
}
