package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Bodies;
import io.operations.TestHooks;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the stock {@code lxc} 5.0.2 does with operations (contract §6.2), over whatever connection a subclass makes. */
abstract class LxcContract extends ConnectedLxc {

    private static final UUID UNKNOWN = new UUID(0x7000, Long.MIN_VALUE);
    private static final Pattern CREATED = Pattern.compile("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d UTC");

    LxcContract(Service service) {
        super(service);
    }

    @Test
    void listsInATable() {
        var running = service.scheduleGated();

        var lines = list("table").output().lines().toList();

        assertThat(cells(lines.get(1))).containsExactly("ID", "TYPE", "DESCRIPTION", "STATUS", "CANCELABLE", "CREATED");
        var row = lines.stream()
                .filter(it -> it.contains(running.id().toString()))
                .map(LxcContract::cells);
        assertThat(row.toList()).singleElement().satisfies(it -> {
            assertThat(it).startsWith(running.id().toString(), "TASK", "Waiting at a gate", "RUNNING", "YES");
            assertThat(it.getLast()).matches(CREATED);
        });
        running.open();
    }

    private static List<String> cells(String line) {
        return Pattern.compile("\\|")
                .splitAsStream(line)
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    @Test
    void listsAsCsv() {
        var running = service.scheduleGated();

        var row = list("csv")
                .output()
                .lines()
                .filter(it -> it.startsWith(running.id().toString()))
                .map(it -> List.of(it.split(",")))
                .toList();

        assertThat(row).singleElement().satisfies(it -> {
            assertThat(it)
                    .hasSize(6)
                    .startsWith(running.id().toString(), "TASK", "Waiting at a gate", "RUNNING", "YES");
            assertThat(it.getLast()).matches(CREATED);
        });
        running.open();
    }

    @Test
    void listsAsJson() {
        var running = service.scheduleGated();

        var listed = json(list("json"));

        assertThat(listed.values())
                .filteredOn(it -> it.path("id").asString().equals(running.id().toString()))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.path("class").asString()).isEqualTo("task");
                    assertThat(it.path("status").asString()).isEqualTo("Running");
                    assertThat(it.path("status_code").asInt()).isEqualTo(103);
                    assertThat(it.at("/metadata/entity_url").asString()).isEqualTo("/1.0/projects/default");
                });
        running.open();
    }

    @Test
    void listsAsYaml() {
        var running = service.scheduleGated();

        List<Map<String, Object>> listed = new Yaml().load(list("yaml").output());

        assertThat(listed)
                .filteredOn("id", running.id().toString())
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .containsEntry("class", "task")
                        .containsEntry("status", "Running")
                        .containsEntry("status_code", 103)
                        .containsEntry("may_cancel", true));
        running.open();
    }

    @Test
    void listsWhatLxdDoesNotKnow() {
        var gate = Bodies.unique();
        var id = service.schedule(Bodies.with("\"class\": \"durable\"", Bodies.gated(gate)));

        assertThat(list("csv").output()).contains(id + ",DURABLE,");
        TestHooks.open(gate);
    }

    private Command.Ended list(String format) {
        return lxc().run("operation", "list", lxc().at(""), "--format", format).succeeds();
    }

    @Test
    void showsOne() {
        var running = service.scheduleGated();

        Map<String, Object> shown =
                new Yaml().load(show(running.id()).succeeds().output());

        assertThat(shown)
                .containsEntry("id", running.id().toString())
                .containsEntry("description", "Waiting at a gate")
                .containsEntry("status", "Running")
                .containsEntry("err", "");
        running.open();
    }

    @Test
    void showsWhyOneFailed() {
        var id = service.schedule(Bodies.failing("disk full", 507));
        service.api().await(id);

        Map<String, Object> shown = new Yaml().load(show(id).succeeds().output());

        assertThat(shown).containsEntry("status", "Failure").containsEntry("err", "disk full");
    }

    @Test
    void showsNoneThatIsNotThere() {
        show(UNKNOWN).fails("Error: Operation not found");
        show("nonsense").fails("Error: Operation id must be a UUID");
    }

    private Command.Ended show(Object id) {
        return lxc().run("operation", "show", lxc().at(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "cancel", "rm"})
    void cancels(String command) {
        var running = service.scheduleGated();

        var ended = lxc().run("operation", command, lxc().at(running.id())).succeeds();

        assertThat(ended.output()).contains("Operation " + running.id() + " deleted");
        assertThat(service.status(running.id())).isEqualTo("Cancelled");
    }

    @Test
    void cancelsNoneThatHasEnded() {
        var id = service.schedule(Bodies.NOOP);
        service.api().await(id);

        lxc().run("operation", "delete", lxc().at(id)).fails("Error: Only running operations can be cancelled");
    }

    @Test
    void listsMembers() {
        var listed =
                lxc().run("cluster", "list", lxc().at(""), "--format", "csv").succeeds();

        var name = service.api()
                .get("/1.0")
                .metadata()
                .at("/environment/server_name")
                .asString();
        assertThat(listed.output().lines())
                .singleElement()
                .satisfies(it -> assertThat(List.of(it.split(",")))
                        .startsWith(name)
                        .contains("ONLINE", "Fully operational")
                        .anyMatch(cell -> cell.matches("https?://127\\.0\\.0\\.1:\\d+")));
        Map<String, Object> one = new Yaml()
                .load(lxc().run("cluster", "show", lxc().at(name)).succeeds().output());
        assertThat(one).containsEntry("server_name", name).containsEntry("status", "Online");
    }

    @Test
    void tellsOfTheServer() {
        Map<String, Object> server =
                new Yaml().load(lxc().run("info", lxc().at("")).succeeds().output());

        assertThat(server).containsEntry("api_status", "stable").containsEntry("auth", "trusted");
        assertThat(server.get("environment"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("server", "operation-service");
    }

    static JsonNode json(Command.Ended ended) {
        return JsonMapper.shared().readTree(ended.succeeds().output());
    }
}
