package io.operations.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that is restarted in the middle of an upgrade finds the schema of a later release. */
class LaterSchemaTests {

    @TempDir
    private Path folder;

    @Test
    void isNoReasonNotToStart() throws IOException {
        var schema = Schema.create().migratedBy(Schema.later(folder, """

                --changeset operations:all-later
                ALTER TABLE member ADD COLUMN zone text;
                ALTER TABLE active_operation ADD COLUMN shard integer NOT NULL DEFAULT 0;
                ALTER TABLE final_operation ADD COLUMN shard integer NOT NULL DEFAULT 0;
                --rollback empty
                """));
        var database = schema.database();

        try (var service = ServiceProcess.start(
                        folder,
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password())
                .awaitStarted()) {
            var api = service.api();
            var scheduled = api.schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}")
                    .hasStatus(202);

            assertThat(api.await(scheduled.id()).operationStatus()).isEqualTo("Success");
            assertThat(service.output()).doesNotContain(" ERROR ", " WARN ");
        }
    }
}
