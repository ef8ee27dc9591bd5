package io.operations.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.access.ClientCertificate;
import io.operations.access.Somebody;
import io.operations.access.TlsTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the document gives as examples is what the service takes, and what it says. */
@TlsTest
class ExampleTests {

    private static final ApiModel API = ApiModel.read();
    private static final String OPERATIONS = "/1.0/operations";
    private static final String PROJECTS = "/1.0/projects";
    private static final String CERTIFICATES = "/1.0/certificates";
    private static final String CERTIFICATE = CERTIFICATES + "/{fingerprint}";
    private static final String REDEEM = OPERATIONS + "/{id}/redeem";

    private final Api api;
    private final int port;

    ExampleTests(@LocalServerPort int port) {
        api = Api.on(port);
        this.port = port;
    }

    /** The bodies that the document shows for a path, by name. */
    private static Map<String, JsonNode> bodies(String path) {
        return bodies("POST", path);
    }

    private static Map<String, JsonNode> bodies(String method, String path) {
        var bodies = new LinkedHashMap<String, JsonNode>();
        var media = API.operation(method, path).at("/requestBody/content/application~1json");
        if (media.has("example")) bodies.put("example", media.path("example"));
        media.path("examples")
                .properties()
                .forEach(it -> bodies.put(it.getKey(), it.getValue().path("value")));
        return bodies;
    }

    /** Whoever takes another body has to be added here, with an example. */
    @Test
    void areThereForEachBody() {
        assertThat(API.operations().filter(it -> it.node().has("requestBody")))
                .allSatisfy(it -> assertThat(bodies(it.method(), it.path())).isNotEmpty())
                .extracting(ApiModel.Operation::path)
                .containsExactlyInAnyOrder(OPERATIONS, PROJECTS, CERTIFICATES, REDEEM, CERTIFICATE, CERTIFICATE);
    }

    @TestFactory
    Stream<DynamicTest> schedule() {
        return bodies(OPERATIONS).entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(it.getKey(), () -> schedule(it.getValue())));
    }

    private void schedule(JsonNode body) {
        var scheduled = api.schedule(body.toString()).hasStatus(202);

        assertThat(scheduled.metadata().path("child_count").asInt())
                .isEqualTo(body.path("children").size());
    }

    /** What still goes on would hold up the end of the service, and a project is made once. */
    @AfterEach
    void clear() {
        for (var status : new String[] {"running", "pending"})
            for (var url : api.get(OPERATIONS).metadata().path(status)) api.delete(url.asString());
        api.delete(PROJECTS + "/staging");
    }

    @Test
    void makeAProject() {
        var body = bodies(PROJECTS).get("example");
        var made = api.post(PROJECTS, body.toString()).hasStatus(201).header("Location");

        assertThat(api.get(made).metadata())
                .isEqualTo(API.operation("GET", made).at("/responses/200/content/application~1json/example/metadata"));
        assertThat(api.post(PROJECTS, body.toString()).refuses(409).body()).isEqualTo(refusal("Conflict"));
    }

    @Test
    void redeemAToken() {
        var token = api.schedule("{\"type\": \"token\"}").metadata();
        var path = REDEEM.replace("{id}", token.path("id").asString());
        var body = bodies(REDEEM).get("example");

        api.post(path, body.toString()).refuses(403);
        api.post(path, with(body, "secret", token.at("/metadata/secret"))).hasStatus(200);
    }

    @Test
    void haveACertificateTrusted() {
        var bodies = bodies(CERTIFICATES);
        api.project(bodies.get("restricted").at("/projects/0").asString());
        var token = api.post(CERTIFICATES, bodies.get("token").toString()).hasStatus(202);
        api.post(CERTIFICATES, bodies.get("restricted").toString()).hasStatus(202);
        var address = api.get("/1.0").metadata().at("/environment/addresses/0").asString();
        var client = Somebody.withCertificate(address, ClientCertificate.fresh());

        var body = with(bodies.get("redeem"), "trust_token", token.metadata().at("/metadata/token"));

        assertThat(client.post(CERTIFICATES, body).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void changeACertificate(String method) {
        var path =
                CERTIFICATE.replace("{fingerprint}", ClientCertificate.fresh().trustedBy(Somebody.unknown(port)));

        var body = bodies(method, CERTIFICATE).get("example").toString();

        assertThat(call(method, path, body).hasStatus(200).text()).contains("\"metadata\":{}");
        assertThat(api.get(path).metadata().path("name").asString()).isEqualTo("laptop");
    }

    private Api.Answer call(String method, String path, String body) {
        return api.send(api.request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    /** An example with something that no example can know. */
    private static String with(JsonNode example, String field, JsonNode value) {
        return ((ObjectNode) example.deepCopy()).set(field, value).toString();
    }

    @Test
    void sayWhatATypeIs() {
        var example = API.operation("GET", "/1.0/operation-types")
                .at("/responses/200/content/application~1json/example/metadata/0");

        assertThat(api.get("/1.0/operation-types").metadata().values()).contains(example);
    }

    @Test
    void sayWhatIsRefused() {
        var key = new String[] {"Idempotency-Key", "example"};
        api.schedule("{\"type\": \"noop\"}", key).hasStatus(202);
        var large = "{\"type\": \"%s\"}".formatted("x".repeat(1024 * 1024));
        var plain = api.request(OPERATIONS).POST(BodyPublishers.ofString("{}"));
        var put = api.request(OPERATIONS).PUT(BodyPublishers.noBody());

        var refusals = new TreeMap<String, Api.Answer>();
        refusals.put("BadRequest", api.schedule("{}"));
        refusals.put("NotFound", api.get(OPERATIONS + "/01a208e4-a8b6-755a-87d7-246f1614f826"));
        refusals.put("MethodNotAllowed", api.send(put.build()));
        refusals.put("UnsupportedMediaType", api.send(plain.build()));
        refusals.put("KeyReused", api.schedule("{\"type\": \"token\"}", key));
        refusals.put("NoWebSocket", api.get("/1.0/events"));
        // The last, as the connection may be closed after it.
        refusals.put("ContentTooLarge", api.schedule(large));

        refusals.forEach((name, answer) -> assertThat(answer.body()).as(name).isEqualTo(refusal(name)));
    }

    private static JsonNode refusal(String response) {
        return API.document().at("/components/responses/" + response + "/content/application~1json/example");
    }

    /** A field of the document that the service does not know would be refused as such. */
    @Test
    void nameNoFieldThatIsUnknown() {
        var fingerprint = ClientCertificate.fresh().trustedBy(Somebody.unknown(port));
        API.operations().filter(it -> it.node().has("requestBody")).forEach(it -> {
            var path = it.path()
                    .replace("{id}", "01a208e4-a8b6-755a-87d7-246f1614f826")
                    .replace("{fingerprint}", fingerprint);
            var schema = API.resolved(it.node().at("/requestBody/content/application~1json/schema"));
            for (var field : schema.path("properties").propertyNames())
                assertKnown(call(it.method().toUpperCase(Locale.ROOT), path, "{\"%s\": [[]]}".formatted(field)), field);
        });
        for (var field : API.schema("ScheduledChild").path("properties").propertyNames())
            assertKnown(api.schedule("{\"type\": \"bulk\", \"children\": [{\"%s\": [[]]}]}".formatted(field)), field);
    }

    private static void assertKnown(Api.Answer answer, String field) {
        assertThat(answer.refuses(400).error()).as(field).doesNotContain("is not a known field");
    }
}
