package io.operations.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.ServiceTest;
import io.operations.web.Entrance;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The document tells every endpoint of the service that runs, each parameter of it, and nothing else. */
@ServiceTest
class CompletenessTests {

    private static final ApiModel API = ApiModel.read();

    /** Tomcat sends errors there; whoever asks for it finds nothing. */
    private static final String OF_ERRORS = "/error";

    /** Read from a map: no annotation names them. */
    private static final Set<String> OF_HISTORY = Set.of(
            "query type", "query status", "query entity_url", "query created_after", "query limit", "query after");

    /** As many as the code has. */
    private static final String OF_TYPES = "/1.0/operation-types";

    /** OpenAPI tells it by the media types of the answers: a parameter of that name is ignored. */
    private static final String NEGOTIATED = "Accept";

    private final Api api;
    private final WebApplicationContext context;

    CompletenessTests(@LocalServerPort int port, WebApplicationContext context) {
        api = Api.on(port);
        this.context = context;
    }

    /** One method of the code behind an endpoint. */
    private record Mapped(String endpoint, RequestMappingInfo info, HandlerMethod method) {}

    private Stream<Mapped> mapped() {
        return context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                .flatMap(it -> it.getHandlerMethods().entrySet().stream())
                .flatMap(it -> it.getKey().getPatternValues().stream()
                        .filter(path -> !path.equals(OF_ERRORS))
                        .flatMap(path -> it.getKey().getMethodsCondition().getMethods().stream()
                                .map(method -> new Mapped(method + " " + path, it.getKey(), it.getValue()))));
    }

    @Test
    void areAllInTheDocument() {
        var documented = set(API.operations()
                // One mapping serves all probes.
                .map(it -> it.toString().replaceFirst("(/actuator/health)/\\w+$", "$1/**")));

        assertThat(mapped().map(Mapped::endpoint)).isNotEmpty();
        assertThat(documented).isEqualTo(set(mapped().map(Mapped::endpoint)));
    }

    /** What is mapped in other ways than by methods would be overlooked here. */
    @Test
    void areMethods() {
        assertThat(context.getBeansOfType(AbstractUrlHandlerMapping.class).values())
                .flatMap(it -> it.getHandlerMap().keySet())
                .isEmpty();
    }

    @Test
    void areNotWhereErrorsGo() {
        api.get(OF_ERRORS).refuses(404);
    }

    @Test
    void takeWhatTheDocumentSays() {
        var byEndpoint = mapped().filter(it -> !it.endpoint().contains("/actuator"))
                .collect(Collectors.groupingBy(Mapped::endpoint));

        API.operations().filter(it -> !it.path().startsWith("/actuator")).forEach(it -> {
            var taken = set(byEndpoint.get(it.toString()).stream().flatMap(CompletenessTests::taken));
            if (it.toString().equals("GET /1.0/operations")) taken.addAll(OF_HISTORY);
            assertThat(set(API.parameters(it).map(CompletenessTests::name)))
                    .as(it.toString())
                    .isEqualTo(taken);
        });
    }

    /** Row K, "pages also there": a list that callers or members can make grow has pages. */
    @Test
    void giveListsInPages() {
        var withoutPages = API.operations()
                .filter(it -> it.path().startsWith("/1.0/") && isList(it.node().at("/responses/200")))
                .filter(it -> !it.path().equals(OF_TYPES))
                .filter(it -> !set(API.parameters(it).map(CompletenessTests::name))
                                .containsAll(Set.of("query limit", "query after"))
                        || !it.node().at("/responses/200/headers").has("Link"));

        assertThat(withoutPages).isEmpty();
    }

    private static boolean isList(JsonNode answer) {
        return answer.at("/content/application~1json/schema/allOf").values().stream()
                .map(it -> it.at("/properties/metadata"))
                .anyMatch(it -> it.path("type").asString("").equals("array")
                        || it.path("$ref").asString("").endsWith("/OperationsByStatus"));
    }

    private static Set<String> set(Stream<String> names) {
        return new TreeSet<>(names.toList());
    }

    private static String name(JsonNode parameter) {
        return parameter.path("in").asString() + " " + parameter.path("name").asString();
    }

    private static Stream<String> taken(Mapped mapped) {
        var conditions =
                mapped.info().getParamsCondition().getExpressions().stream().map(it -> "query " + it.getName());
        return Stream.concat(
                conditions,
                Arrays.stream(mapped.method().getMethodParameters())
                        .filter(it -> it.getParameterType() != Map.class)
                        .flatMap(CompletenessTests::taken));
    }

    private static Stream<String> taken(MethodParameter parameter) {
        var query = parameter.getParameterAnnotation(RequestParam.class);
        var header = parameter.getParameterAnnotation(RequestHeader.class);
        var name = String.valueOf(parameter.getParameter().getName());
        if (query != null) return Stream.of("query " + given(query.name(), name));
        if (header != null)
            return NEGOTIATED.equals(header.name())
                    ? Stream.empty()
                    : Stream.of("header " + given(header.name(), name));
        return parameter.hasParameterAnnotation(PathVariable.class) ? Stream.of("path " + name) : Stream.empty();
    }

    private static String given(String name, String otherwise) {
        return name.isEmpty() ? otherwise : name;
    }

    @Test
    void takeABodyWhereTheDocumentSaysSo() {
        var withBody = mapped().filter(it -> !it.info().getConsumesCondition().isEmpty())
                .map(Mapped::endpoint)
                .collect(Collectors.toSet());

        assertThat(API.operations().filter(it -> it.node().has("requestBody")).map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(withBody);
    }

    @Test
    void letInThoseWhomTheDocumentLetsIn() {
        API.operations().forEach(it -> {
            var path = it.path().replaceAll("\\{\\w+}", "x");
            var method = it.method().toUpperCase(Locale.ROOT);
            assertThat(new Entrance(context).isOpen(method, path))
                    .as(it.toString())
                    .isEqualTo(isOpen(it.node()));
        });
    }

    /** Members are let in as everybody is, and prove later that they are some. */
    private static boolean isOpen(JsonNode operation) {
        return operation.path("security").values().stream().anyMatch(it -> it.isEmpty() || it.has("member"));
    }

    @Test
    void tellTheDocument() {
        var answer = api.get("/openapi.json").hasStatus(200);

        assertThat(answer.body()).isEqualTo(API.document());
        assertThat(answer.body().at("/info/version"))
                .isEqualTo(api.get("/1.0").metadata().path("api_version"));
    }

    @Test
    void tellThePageThatRunsNothingOfOthers() {
        var page = api.get("/docs").hasStatus(200);

        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; ")
                .doesNotContain("unsafe");
        assertThat(page.text()).doesNotContain("//").doesNotContainPattern("<script[^>]*>[^<]");
    }

    @Test
    void tellTheFilesOfThePageAndNoOther() {
        var files = API.parameters(operation("/docs/{file}"))
                .flatMap(it -> it.at("/schema/enum").values().stream())
                .map(JsonNode::asString)
                .toList();

        assertThat(files)
                .hasSize(4)
                .allSatisfy(it ->
                        assertThat(api.get("/docs/" + it).hasStatus(200).text()).isNotBlank());
        for (var other : new String[] {"page.html", "swagger-initializer.js", "x", "..page.js"}) {
            api.get("/docs/" + other).refuses(404);
        }
        api.get("/webjars/swagger-ui/swagger-ui.css").refuses(404);
    }

    private static ApiModel.Operation operation(String path) {
        return API.operations().filter(it -> it.path().equals(path)).findFirst().orElseThrow();
    }

    /** A wiki may link to the page; nothing else is answered to whom another site sends. */
    @Test
    void letOtherSitesLinkToThePage() {
        assertThat(linked("/docs").status()).isEqualTo(200);
        assertThat(linked("/openapi.json").status()).isEqualTo(403);
        assertThat(linked("/1.0").status()).isEqualTo(403);
    }

    private Api.Answer linked(String path) {
        return api.send(api.request(path).header("Sec-Fetch-Site", "cross-site").build());
    }
}
