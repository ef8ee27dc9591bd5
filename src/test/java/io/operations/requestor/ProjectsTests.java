package io.operations.requestor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.requestor.Projects.Creation;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is remembered of projects, and for how long. */
@ServiceTest
class ProjectsTests {

    private final Projects projects;
    private final JdbcClient jdbc;
    private final String name = UUID.randomUUID().toString();

    ProjectsTests(Projects projects, JdbcClient jdbc) {
        this.projects = projects;
        this.jdbc = jdbc;
    }

    private void deleteElsewhere() {
        jdbc.sql("DELETE FROM project WHERE name = :name").param("name", name).update();
    }

    @Test
    void remembersForAWhileWhatIsThere() {
        projects.create(name, "");
        assertThat(projects.exists(name)).isTrue();

        deleteElsewhere();

        assertThat(projects.exists(name)).isTrue();
        assertThat(projects.find(name)).isEmpty();
        await().until(() -> !projects.exists(name));
    }

    @Test
    void doesNotRememberWhatIsNotThere() {
        assertThat(projects.exists(name)).isFalse();

        jdbc.sql("INSERT INTO project (name, description, created_at) VALUES (:name, '', now())")
                .param("name", name)
                .update();

        assertThat(projects.exists(name)).isTrue();
    }

    @Test
    void forgetsAtOnceWhatItDeletesItself() {
        projects.create(name, "");
        assertThat(projects.exists(name)).isTrue();
        var marked = projects.markDeleted(name).orElseThrow();

        assertThat(projects.delete(marked)).isTrue();

        assertThat(projects.exists(name)).isFalse();
        assertThat(projects.create(name, "")).isEqualTo(Creation.CREATED);
    }

    @Test
    void alwaysHasTheDefaultProject() {
        assertThat(projects.exists(Project.DEFAULT)).isTrue();
        assertThat(projects.find(Project.DEFAULT)).isPresent();
        assertThat(projects.list(null, "defaul", 1)).extracting(Project::name).contains(Project.DEFAULT);
        assertThat(projects.create(Project.DEFAULT, "")).isEqualTo(Creation.EXISTS);
    }
}
