package io.operations.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of every release that is recorded go on while members of this one have changed the schema. */
class ReleaseTests {

    private static final String CHANGES = "SELECT filename || id || md5sum FROM databasechangelog ORDER BY 1";

    @TempDir
    private Path folder;

    static List<Release> releases() {
        return Release.all();
    }

    @Test
    void areRecorded() {
        assertThat(releases()).contains(Release.next());
    }

    /** A change set that a release has brings nothing else now; Liquibase would refuse to start. */
    @ParameterizedTest
    @MethodSource("releases")
    void canBeUpgraded(Release release) {
        var upgraded = Schema.create().migratedBy(release.folder()).migratedBy(Schema.TODAY);

        assertThat(upgraded.select(CHANGES))
                .isEqualTo(Schema.create().migratedBy(Schema.TODAY).select(CHANGES));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void workOnTheSchemaOfToday(Release release) {
        var schema = Schema.create().migratedBy(release.folder()).migratedBy(Schema.TODAY);

        assertThat(schema.replay(release.steps()).failures())
                .as(
                        "members of %s do this, and may still run: \"How may the schema change?\" in RATIONALE.md",
                        release.version())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE active_operation DROP COLUMN cancel_requested_at",
                "ALTER TABLE active_operation RENAME COLUMN due_at TO next_at",
                "ALTER TABLE active_operation RENAME TO current_operation",
                "ALTER TABLE active_operation ADD COLUMN shard integer NOT NULL",
                "ALTER TABLE active_operation ALTER COLUMN requestor_address TYPE inet USING NULL",
                "ALTER TABLE active_operation ADD CONSTRAINT later CHECK (attempt > 0)",
                "ALTER TABLE final_operation ADD COLUMN shard integer NOT NULL",
                "ALTER TABLE member ADD COLUMN zone text NOT NULL",
                "ALTER TABLE member DROP COLUMN secret",
                "ALTER TABLE project ADD COLUMN quota integer; UPDATE project SET quota = 1;"
                        + " ALTER TABLE project ALTER COLUMN quota SET NOT NULL",
                "ALTER TABLE certificate DROP COLUMN restricted CASCADE",
                "ALTER TABLE idempotency_key DROP CONSTRAINT idempotency_key_pkey",
                "DROP INDEX active_operation_conflict_project",
                "CREATE UNIQUE INDEX one_of_a_type ON active_operation (type)"
            })
    void wouldNotWorkOnASchemaThatContractsTooSoon(String change) {
        var schema = Schema.create().migratedBy(Schema.TODAY);
        schema.execute(change);

        assertThat(schema.replay(Release.next().steps()).failures()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE active_operation ADD COLUMN shard integer NOT NULL DEFAULT 0",
                "ALTER TABLE member ADD COLUMN zone text",
                "CREATE INDEX active_operation_type ON active_operation (type)",
                "DROP INDEX active_operation_queue",
                "CREATE TABLE quota (project text NOT NULL)"
            })
    void workOnASchemaThatOnlyExpands(String change) {
        var schema = Schema.create().migratedBy(Schema.TODAY);
        schema.execute(change);

        assertThat(schema.replay(Release.next().steps()).failures()).isEmpty();
    }

    /** Restarted, or scaled up, in the middle of an upgrade. */
    @Test
    void startOnTheSchemaOfALaterOneAndLeaveItAsItIs() throws IOException {
        var later = Schema.later(folder, """

                --changeset operations:member-zone
                ALTER TABLE member ADD COLUMN zone text;
                --rollback ALTER TABLE member DROP COLUMN zone;
                """);
        var schema = Schema.create().migratedBy(later);
        var changes = schema.select(CHANGES);

        schema.migratedBy(Schema.TODAY);

        assertThat(schema.select(CHANGES)).isEqualTo(changes).anyMatch(it -> it.contains("member-zone"));
        assertThat(schema.select("SELECT column_name FROM information_schema.columns WHERE table_name = 'member'"))
                .contains("zone");
        assertThat(schema.replay(Release.next().steps()).failures()).isEmpty();
    }

    /** It would start on an empty database, and nowhere else. */
    @Test
    void doNotStartWhereAChangeSetWasEdited() throws IOException {
        var edited = Schema.later(folder, "");
        var member = edited.resolve("db/changelog/member.sql");
        Files.writeString(member, Files.readString(member).replace("heartbeat_at timestamptz", "beat_at timestamptz"));
        var schema = Schema.create().migratedBy(edited);

        assertThatIllegalStateException()
                .isThrownBy(() -> schema.migratedBy(Schema.TODAY))
                .havingCause()
                .withMessageContaining("check sum");
    }
}
