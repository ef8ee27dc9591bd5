package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Bodies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code lxc monitor} hears (contract §6.2). It handles each event in a thread of its own: nothing here is about order. */
abstract class LxcMonitorContract extends ConnectedLxc {

    LxcMonitorContract(Service service) {
        super(service);
    }

    @Test
    void printsForPeople() {
        monitor(List.of("--pretty"), monitor -> {
            var running = service.scheduleGated();
            running.open();

            await().untilAsserted(() -> assertThat(
                            monitor.output().lines().filter(it -> it.contains("ID: " + running.id())))
                    .anyMatch(it -> it.contains(" Status=Running "))
                    .anyMatch(it -> it.contains(" Status=Success ")));
            assertThat(monitor.output()).contains("Class: task, Description: Waiting at a gate");
        });
    }

    @Test
    void printsJson() {
        monitor(List.of("--format", "json"), monitor -> {
            var id = service.schedule(Bodies.failing("disk full", 507));

            await().untilAsserted(() -> assertThat(heardOf(monitor, id))
                    .anyMatch(it -> it.at("/metadata/status_code").asInt() == 103)
                    .anyMatch(it -> it.at("/metadata/status_code").asInt() == 400
                            && it.at("/metadata/err").asString().equals("disk full")));
        });
    }

    @Test
    void hearsOfACancellation() {
        monitor(List.of("--format", "json"), monitor -> {
            var id = cancelOne();

            await().untilAsserted(() -> assertThat(events(monitor))
                    .anyMatch(it -> isCancellation(it, id))
                    .anyMatch(it -> it.at("/metadata/id").asString("").equals(id.toString())
                            && it.at("/metadata/status").asString("").equals("Cancelled")));
        });
    }

    @Test
    void hearsTheTypesThatItAskedFor() {
        monitor(List.of("--format", "json", "--type", "lifecycle"), lifecycle -> {
            try (var operation = lxc().start("monitor", lxc().at(""), "--format", "json", "--type", "operation")) {
                service.awaitListeners(2);
                var id = cancelOne();

                await().untilAsserted(() -> assertThat(events(lifecycle)).anyMatch(it -> isCancellation(it, id)));
                await().untilAsserted(() -> assertThat(heardOf(operation, id))
                        .anyMatch(it -> it.at("/metadata/status").asString().equals("Cancelled")));
                assertThat(types(lifecycle)).containsOnly("lifecycle");
                assertThat(types(operation)).containsOnly("operation");
            }
        });
    }

    @Test
    void hearsTheLog() {
        monitor(List.of("--format", "json", "--type", "logging"), monitor -> {
            var id = cancelOne();

            await().untilAsserted(() -> assertThat(events(monitor))
                    .filteredOn(it ->
                            it.at("/metadata/context/operation").asString("").equals(id.toString()))
                    .extracting(it -> it.at("/metadata/message").asString())
                    .contains("Cancelling", "Cancelled"));
            assertThat(types(monitor)).containsOnly("logging");
        });
        monitor(List.of("--pretty", "--type", "logging"), monitor -> {
            var id = cancelOne();

            await().untilAsserted(() -> assertThat(monitor.output().lines())
                    .anyMatch(it -> it.contains("Cancelling") && it.contains(id.toString())));
        });
    }

    @Test
    void hearsOfAllProjectsIfItAsksForThem() {
        monitor(List.of("--format", "json", "--all-projects"), all -> {
            try (var one = lxc().start("monitor", lxc().at(""), "--format", "json")) {
                service.awaitListeners(2);
                var elsewhere = service.scheduleGatedIn("elsewhere");
                elsewhere.open();
                service.api().await(elsewhere.id());
                var here = service.scheduleGated();
                here.open();

                await().untilAsserted(() -> assertThat(heardOf(all, elsewhere.id()))
                        .anyMatch(it -> it.at("/metadata/status").asString().equals("Success"))
                        .allMatch(it -> it.path("project").asString().equals("elsewhere")));
                await().untilAsserted(() -> assertThat(heardOf(one, here.id()))
                        .anyMatch(it -> it.at("/metadata/status").asString().equals("Success")));
                assertThat(heardOf(one, elsewhere.id())).isEmpty();
            }
        });
    }

    @Test
    void isForgottenWhenInterrupted() {
        monitor(List.of(), monitor -> {
            monitor.interrupt();
            monitor.awaitEnd().exits(130);

            service.awaitListeners(0);
        });
    }

    /** Runs one that is connected before anything else happens. */
    private void monitor(List<String> options, Consumer<Command> test) {
        service.awaitListeners(0);
        var arguments = new ArrayList<>(List.of("monitor", lxc().at("")));
        arguments.addAll(options);
        try (var monitor = lxc().start(arguments.toArray(String[]::new))) {
            service.awaitListeners(1);
            test.accept(monitor);
        }
    }

    private Object cancelOne() {
        var running = service.scheduleGated();
        service.api().delete("/1.0/operations/" + running.id()).hasStatus(200);
        return running.id();
    }

    private static boolean isCancellation(JsonNode event, Object id) {
        return event.at("/metadata/action").asString("").equals("operation-cancelled")
                && event.at("/metadata/source").asString("").endsWith(id.toString());
    }

    private static List<String> types(Command monitor) {
        return events(monitor).stream().map(it -> it.path("type").asString()).toList();
    }

    private static List<JsonNode> heardOf(Command monitor, Object id) {
        return events(monitor).stream()
                .filter(it -> it.at("/metadata/id").asString("").equals(id.toString()))
                .toList();
    }

    /** One a line; the last line may be half written. */
    static List<JsonNode> events(Command monitor) {
        var output = monitor.output();
        return output.substring(0, output.lastIndexOf('\n') + 1)
                .lines()
                .filter(it -> !it.isBlank())
                .map(JsonMapper.shared()::readTree)
                .toList();
    }
}
