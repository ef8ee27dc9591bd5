package io.operations.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** The README's example of a type of one's own, as a client uses it. */
@ServiceTest
@Import(ResizeVolume.class)
class ResizeVolumeTests {

    private static final String REQUEST = """
            {"type": "resize-volume", "entity_url": "/1.0/storage-pools/p1", "inputs": {"gigabytes": %d},
             "conflict_reference": "volume/v1"}""";

    private final Api api;

    ResizeVolumeTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    @Test
    void isScheduledByItsName() {
        var scheduled = api.schedule(REQUEST.formatted(3)).hasStatus(202);

        var ended = api.await(scheduled.id());
        assertThat(ended.operationStatus()).isEqualTo("Success");
        assertThat(ended.metadata().at("/metadata/reached").asInt()).isEqualTo(3);
        assertThat(ended.metadata().at("/metadata/grow_progress").asString()).isEqualTo("100%");
    }

    @Test
    void refusesWhatItsHookRefuses() {
        assertThat(api.schedule(REQUEST.formatted(0)).hasStatus(400).error())
                .isEqualTo("inputs.gigabytes must be at least 1");
    }

    @Test
    void isToldAmongTheTypes() {
        assertThat(api.get("/1.0/operation-types").metadata().findValuesAsString("name"))
                .contains("resize-volume", "wait", "http-request");
    }
}
