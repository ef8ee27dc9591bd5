package io.operations.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.operations.event.EventType;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationStatus;
import io.operations.requestor.Permission;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document in itself: that it is OpenAPI 3.1, whole, and says what it says once. */
class DocumentTests {

    private static final ApiModel API = ApiModel.read();
    private static final String TEXT = API.document().toString();
    private static final Pattern PROPERTY = Pattern.compile("`(operations\\.[a-z.-]+)`");
    private static final Pattern DEFAULT = Pattern.compile(PROPERTY + " ?[(,] ?([0-9]+ (?:s|h|KiB|MiB)\\b)");
    private static final Pattern PERMISSION = Pattern.compile("`(can_\\w+)`");
    private static final Pattern CLOSE_CODE = Pattern.compile("^\\s*\\| (1\\d{3}) \\|", Pattern.MULTILINE);

    @Test
    void isOpenApi() {
        var options = new ParseOptions();
        options.setResolve(true);

        var parsed = new OpenAPIV3Parser().readContents(API.document().toString(), null, options);

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getOpenapi()).isEqualTo("3.1.1");
        assertThat(parsed.getOpenAPI().getPaths()).hasSameSizeAs(API.routes());
    }

    @Test
    void hasSchemasThatAreSchemas() {
        var dialect = Dialects.getDraft202012();
        var meta = SchemaRegistry.withDialect(dialect).getSchema(SchemaLocation.of(dialect.getId()));

        var schemas = schemas();

        assertThat(schemas).hasSizeGreaterThan(100);
        assertThat(schemas)
                .allSatisfy(it -> assertThat(meta.validate(it))
                        .extracting(Error::toString)
                        .isEmpty());
    }

    /** All that is under {@code schema}, or by name among the components. */
    private static List<JsonNode> schemas() {
        var all = new ArrayList<>(API.document().findValues("schema"));
        all.addAll(API.document().path("components").path("schemas").values());
        return all;
    }

    @Test
    void refersToWhatIsThere() {
        var references = API.document().findValuesAsString("$ref");

        assertThat(references)
                .allSatisfy(it -> assertThat(API.document().at(it.substring(1)).isMissingNode())
                        .as(it)
                        .isFalse());
        // What is about no path that there is nothing refers to.
        Stream.of("headers", "parameters", "responses", "schemas")
                .flatMap(kind -> API.document().path("components").path(kind).properties().stream()
                        .map(it -> "#/components/" + kind + "/" + it.getKey()))
                .filter(it -> !it.matches(".*/(MethodNotAllowed|NotSpoken)"))
                .forEach(it -> assertThat(references).contains(it));
    }

    @Test
    void givesExamplesOfWhatItSays() {
        var schemas = new Schemas(API.document());
        var examples = 0;
        for (var media : API.document().findParents("schema")) {
            for (var example : examples(media)) {
                examples++;
                assertThat(schemas.differences(media.path("schema"), example))
                        .as(example.toString())
                        .isEmpty();
            }
        }
        assertThat(examples).isGreaterThan(30);
    }

    private static List<JsonNode> examples(JsonNode media) {
        var examples = new ArrayList<JsonNode>();
        if (media.has("example")) examples.add(media.path("example"));
        media.path("examples").values().forEach(it -> examples.add(it.path("value")));
        return examples;
    }

    @Test
    void givesExamplesOfValues() {
        var schemas = new Schemas(API.document());
        for (var schema : API.document().findParents("type")) {
            if (schema.path("type").isString() && schema.path("example").isString()) {
                assertThat(schemas.differences(schema, schema.path("example"))).isEmpty();
            }
        }
    }

    @Test
    void namesEachOperationOnceAndUnderATagThatIsExplained() {
        var tags = API.document().path("tags").values().stream()
                .map(it -> it.path("name").asString())
                .toList();
        var operations = API.operations().toList();

        assertThat(operations)
                .extracting(it -> it.node().path("operationId").asString())
                .doesNotHaveDuplicates();
        assertThat(operations).allSatisfy(it -> {
            assertThat(it.node().path("summary").asString()).isNotBlank();
            assertThat(it.node().path("tags").values()).hasSize(1);
            assertThat(tags).contains(it.node().at("/tags/0").asString());
        });
    }

    /** What every request may be answered with. */
    @Test
    void tellsAtEachOperationWhatMayHappenAnywhere() {
        assertThat(API.operations())
                .allSatisfy(it -> Stream.of(400, 401, 403, 500, 503)
                        .forEach(status -> assertThat(API.response(it.node(), status))
                                .as("%s %s", it, status)
                                .isNotNull()));
    }

    @Test
    void namesPropertiesWithTheirDefaults() throws IOException {
        var defaults = defaults();

        assertThat(PROPERTY.matcher(TEXT).results().map(it -> it.group(1)))
                .hasSizeGreaterThan(8)
                .allSatisfy(it -> assertThat(defaults).containsKey(it));
        assertThat(DEFAULT.matcher(TEXT).results().map(it -> Map.entry(it.group(1), compact(it.group(2)))))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(defaults).contains(it));
    }

    /** As properties have it: their KB is a KiB. */
    private static String compact(String quantity) {
        return quantity.replace("iB", "B").replace(" ", "");
    }

    private static Map<String, String> defaults() throws IOException {
        try (var metadata = DocumentTests.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonMapper.shared().readTree(metadata).path("properties").values().stream()
                    .collect(Collectors.toMap(
                            it -> it.path("name").asString(),
                            it -> it.path("defaultValue").asString("")));
        }
    }

    @Test
    void namesEachPermissionStatusClassAndTypeOfEvent() {
        assertThat(codes(PERMISSION, TEXT)).isEqualTo(names(Permission.values(), Permission::wireName));
        assertThat(choices("/components/schemas/Operation/properties/status"))
                .isEqualTo(names(ofOperations(), OperationStatus::text));
        assertThat(choices("/components/schemas/OperationClass"))
                .isEqualTo(names(OperationClass.values(), OperationClass::wireName));
        assertThat(API.schema("Event").at("/discriminator/mapping").propertyNames())
                .containsExactlyInAnyOrderElementsOf(names(EventType.values(), EventType::wireName));
    }

    /** The others are words that clients know. */
    private static OperationStatus[] ofOperations() {
        var all = OperationStatus.values();
        return Arrays.stream(all)
                .filter(it -> Arrays.stream(all).anyMatch(other -> it.canBecome(other) || other.canBecome(it)))
                .toArray(OperationStatus[]::new);
    }

    private static <T> Set<String> names(T[] values, Function<T, String> name) {
        return Arrays.stream(values).map(name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> choices(String schema) {
        return API.document().at(schema).path("enum").values().stream()
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void refusesWithEnvelopesOnly() {
        API.operations()
                .filter(it -> !it.path().startsWith("/actuator/health"))
                .forEach(operation -> operation.node().path("responses").properties().stream()
                        .filter(it -> it.getKey().compareTo("4") > 0)
                        .forEach(it -> assertThat(API.resolved(it.getValue())
                                        .at("/content/application~1json/schema/$ref")
                                        .asString())
                                .as("%s %s", operation, it.getKey())
                                .isEqualTo("#/components/schemas/ErrorEnvelope")));
    }

    @Test
    void tellsTheStatusesThatTheReadmeTells() throws IOException {
        var statuses = API.operations()
                .flatMap(it -> it.node().path("responses").propertyNames().stream())
                .filter(it -> it.matches("4\\d\\d|503"))
                .collect(Collectors.toCollection(TreeSet::new));
        statuses.add("405");

        assertThat(codes(Pattern.compile("^\\| ([45]\\d\\d) \\|", Pattern.MULTILINE), readme()))
                .isEqualTo(statuses);
    }

    @Test
    void tellsTheCloseCodesThatTheReadmeTells() throws IOException {
        var readme = readme();
        var events = readme.substring(readme.indexOf("The events WebSocket closes with"));

        assertThat(codes(CLOSE_CODE, description("/1.0/operations/{id}/websocket")))
                .isEqualTo(codes(CLOSE_CODE, readme));
        assertThat(codes(CLOSE_CODE, description("/1.0/events")))
                .isEqualTo(codes(Pattern.compile("\\b(1\\d{3})\\b"), events.substring(0, events.indexOf("\n\n"))));
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static String description(String path) {
        return API.operation("GET", path).path("description").asString();
    }

    private static Set<String> codes(Pattern code, String text) {
        return code.matcher(text).results().map(it -> it.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
