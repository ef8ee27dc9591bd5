package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every endpoint, every kind of caller, the own project and another: who hears what. {@code own} is the project in which
 * some have permissions; the operation {@code mine} in it was scheduled by {@code creator}, all others by an administrator.
 */
@AccessTest
class AccessTableTests {

    /** {@code WS} asks for a WebSocket. Each cell makes what it is about anew. */
    private static final String TABLE = """
        request                                         | nobody | stranger | viewer | creator | editor | listener | watcher | scraper | admin | restricted | client | metrics | unknown
        GET /                                           | 200    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 200
        GET /1.0                                        | 200    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 200
        GET /1.0/operation-types                        | 403    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 403
        GET /1.0/operations?project=own                 | 403    | 404      | 200    | 200     | 200    | 200      | 200     | 404     | 200   | 200        | 200    | 404     | 403
        GET /1.0/operations?project=other               | 403    | 404      | 404    | 404     | 404    | 404      | 200     | 404     | 200   | 404        | 200    | 404     | 403
        GET /1.0/operations                             | 403    | 404      | 404    | 404     | 404    | 404      | 200     | 404     | 200   | 404        | 200    | 404     | 403
        GET /1.0/operations?project=none                | 403    | 404      | 404    | 404     | 404    | 404      | 404     | 404     | 404   | 404        | 404    | 404     | 403
        GET /1.0/operations?all-projects=true           | 403    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 403
        GET /1.0/operations?history=true&project=own    | 403    | 404      | 200    | 200     | 200    | 200      | 200     | 404     | 200   | 200        | 200    | 404     | 403
        GET /1.0/operations?history=true&project=other  | 403    | 404      | 404    | 404     | 404    | 404      | 200     | 404     | 200   | 404        | 200    | 404     | 403
        GET /1.0/operations/{own}                       | 403    | 404      | 200    | 404     | 404    | 404      | 200     | 404     | 200   | 200        | 200    | 404     | 403
        GET /1.0/operations/{mine}                      | 403    | 404      | 200    | 200     | 404    | 404      | 200     | 404     | 200   | 200        | 200    | 404     | 403
        GET /1.0/operations/{other}                     | 403    | 404      | 404    | 404     | 404    | 404      | 200     | 404     | 200   | 404        | 200    | 404     | 403
        GET /1.0/operations/{server}                    | 403    | 404      | 404    | 404     | 404    | 404      | 200     | 404     | 200   | 404        | 200    | 404     | 403
        GET /1.0/operations/{child}                     | 403    | 404      | 400    | 404     | 404    | 404      | 400     | 404     | 400   | 400        | 400    | 404     | 403
        GET /1.0/operations/{absent}                    | 403    | 404      | 404    | 404     | 404    | 404      | 404     | 404     | 404   | 404        | 404    | 404     | 403
        GET /1.0/operations/{own}/wait?timeout=0        | 404    | 404      | 200    | 404     | 404    | 404      | 200     | 404     | 200   | 200        | 200    | 404     | 404
        GET /1.0/operations/{mine}/wait?timeout=0       | 404    | 404      | 200    | 200     | 404    | 404      | 200     | 404     | 200   | 200        | 200    | 404     | 404
        GET /1.0/operations/{other}/wait?timeout=0      | 404    | 404      | 404    | 404     | 404    | 404      | 200     | 404     | 200   | 404        | 200    | 404     | 404
        GET /1.0/operations/{absent}/wait?timeout=0     | 404    | 404      | 404    | 404     | 404    | 404      | 404     | 404     | 404   | 404        | 404    | 404     | 404
        GET /1.0/operations/{token}/wait?timeout=0&secret={secret} | 200 | 200 | 200  | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 200
        GET /1.0/operations/{token}/wait?timeout=0&secret=x| 404    | 404      | 200    | 404     | 404    | 404      | 200     | 404     | 200   | 200        | 200    | 404     | 404
        DELETE /1.0/operations/{own}                    | 403    | 404      | 403    | 404     | 200    | 404      | 403     | 404     | 200   | 403        | 200    | 404     | 403
        DELETE /1.0/operations/{mine}                   | 403    | 404      | 403    | 200     | 200    | 404      | 403     | 404     | 200   | 403        | 200    | 404     | 403
        DELETE /1.0/operations/{other}                  | 403    | 404      | 404    | 404     | 404    | 404      | 403     | 404     | 200   | 404        | 200    | 404     | 403
        DELETE /1.0/operations/{absent}                 | 403    | 404      | 404    | 404     | 404    | 404      | 404     | 404     | 404   | 404        | 404    | 404     | 403
        POST /1.0/operations?project=own                | 403    | 404      | 403    | 202     | 403    | 403      | 403     | 404     | 202   | 202        | 202    | 404     | 403
        POST /1.0/operations?project=other              | 403    | 404      | 404    | 404     | 404    | 404      | 403     | 404     | 202   | 404        | 202    | 404     | 403
        POST /1.0/operations                            | 403    | 404      | 404    | 404     | 404    | 404      | 403     | 404     | 202   | 404        | 202    | 404     | 403
        POST /1.0/operations/{token}/redeem {secret}    | 200    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 200
        POST /1.0/operations/{token}/redeem {wrong}     | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 403   | 403        | 403    | 403     | 403
        POST /1.0/operations/{own}/redeem {wrong}       | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 403   | 403        | 403    | 403     | 403
        POST /1.0/operations/{absent}/redeem {wrong}    | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 403   | 403        | 403    | 403     | 403
        WS /1.0/operations/{socket}/websocket?secret={secret} | 101 | 101     | 101    | 101     | 101    | 101      | 101     | 101     | 101   | 101        | 101    | 101     | 101
        WS /1.0/operations/{socket}/websocket?secret=x  | 404    | 404      | 403    | 404     | 404    | 404      | 403     | 404     | 403   | 403        | 403    | 404     | 404
        WS /1.0/operations/{own}/websocket?secret=x     | 404    | 404      | 400    | 404     | 404    | 404      | 400     | 404     | 400   | 400        | 400    | 404     | 404
        WS /1.0/operations/{absent}/websocket?secret=x  | 404    | 404      | 404    | 404     | 404    | 404      | 404     | 404     | 404   | 404        | 404    | 404     | 404
        WS /1.0/events?project=own                      | 403    | 404      | 101    | 101     | 101    | 101      | 101     | 404     | 101   | 101        | 101    | 404     | 403
        WS /1.0/events?project=other                    | 403    | 404      | 404    | 404     | 404    | 404      | 101     | 404     | 101   | 404        | 101    | 404     | 403
        WS /1.0/events?all-projects=true                | 403    | 101      | 101    | 101     | 101    | 101      | 101     | 101     | 101   | 101        | 101    | 101     | 403
        WS /1.0/events?project=own&type=logging         | 403    | 404      | 403    | 403     | 403    | 403      | 101     | 404     | 101   | 403        | 101    | 404     | 403
        WS /internal/1.0/events                         | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 403   | 403        | 403    | 403     | 403
        WS /internal/1.0/operations/{own}/websocket     | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 403   | 403        | 403    | 403     | 403
        GET /1.0/metrics                                | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 200     | 200   | 403        | 200    | 200     | 403
        GET /actuator/prometheus                        | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 200     | 200   | 403        | 200    | 200     | 403
        GET /actuator                                   | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 200     | 200   | 403        | 200    | 200     | 403
        GET /actuator/health/liveness                   | 200    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 200
        GET /actuator/health/readiness                  | 200    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 200
        GET /1.0/projects                               | 403    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 403
        GET /1.0/projects/own                           | 403    | 404      | 200    | 200     | 200    | 200      | 200     | 404     | 200   | 200        | 200    | 404     | 403
        GET /1.0/projects/other                         | 403    | 404      | 404    | 404     | 404    | 404      | 200     | 404     | 200   | 404        | 200    | 404     | 403
        POST /1.0/projects                              | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 201   | 403        | 201    | 403     | 403
        DELETE /1.0/projects/{project}                  | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 200   | 403        | 200    | 403     | 403
        GET /1.0/cluster                                | 403    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 403
        GET /1.0/cluster/members                        | 403    | 403      | 403    | 403     | 403    | 403      | 200     | 403     | 200   | 403        | 200    | 403     | 403
        GET /1.0/cluster/members/{member}               | 403    | 403      | 403    | 403     | 403    | 403      | 200     | 403     | 200   | 403        | 200    | 403     | 403
        GET /1.0/cluster/members/{absent}               | 403    | 403      | 403    | 403     | 403    | 403      | 404     | 403     | 404   | 403        | 404    | 403     | 403
        GET /1.0/certificates                           | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 200   | 403        | 200    | 403     | 403
        GET /1.0/certificates/{certificate}             | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 200   | 403        | 200    | 403     | 403
        POST /1.0/certificates {certificate}            | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 201   | 403        | 201    | 403     | 403
        POST /1.0/certificates {token}                  | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 202   | 403        | 202    | 403     | 403
        PUT /1.0/certificates/{certificate} {change}    | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 200   | 403        | 200    | 403     | 403
        PATCH /1.0/certificates/{certificate} {change}  | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 200   | 403        | 200    | 403     | 403
        DELETE /1.0/certificates/{certificate}          | 403    | 403      | 403    | 403     | 403    | 403      | 403     | 403     | 200   | 403        | 200    | 403     | 403
        GET /openapi.json                               | 200    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 200
        GET /docs                                       | 200    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 200
        GET /docs/page.js                               | 200    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 200
        GET /nowhere                                    | 403    | 404      | 404    | 404     | 404    | 404      | 404     | 404     | 404   | 404        | 404    | 404     | 403
        """;

    private static final String NOOP = "{\"type\": \"noop\"}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    private final Everybody everybody;
    private final Scene scene;
    private final RequestMappingHandlerMapping routes;

    AccessTableTests(
            @LocalServerPort int port, @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes) {
        everybody = new Everybody(port);
        scene = new Scene(everybody.named("admin"), everybody.named("creator"));
        this.routes = routes;
    }

    @TestFactory
    Stream<DynamicTest> table() {
        var lines = TABLE.strip().lines().map(AccessTableTests::cells).toList();
        var names = lines.getFirst();
        return lines.stream()
                .skip(1)
                .map(cells -> DynamicTest.dynamicTest(cells.getFirst(), () -> {
                    var expected = new LinkedHashMap<String, Integer>();
                    var heard = new LinkedHashMap<String, Integer>();
                    for (var i = 1; i < cells.size(); i++) {
                        expected.put(names.get(i), Integer.valueOf(cells.get(i)));
                        heard.put(names.get(i), ask(everybody.named(names.get(i)), cells.getFirst()));
                    }
                    assertThat(heard).isEqualTo(expected);
                }));
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|")).map(String::strip).toList();
    }

    private int ask(Somebody caller, String request) {
        var parts = request.split(" ", 3);
        var things = new HashMap<String, String>();
        var path = fill(parts[1], things);
        return switch (parts[0]) {
            case "WS" -> caller.upgrade(path);
            case "POST", "PUT", "PATCH" ->
                caller.call(parts[0], path, body(parts, things)).status();
            default -> caller.call(parts[0], path, null).status();
        };
    }

    /** What a request is about: made once for each. */
    private String fill(String path, Map<String, String> things) {
        return PLACEHOLDER.matcher(path).replaceAll(it -> scene.find(it.group(1), things));
    }

    private String body(String[] parts, Map<String, String> things) {
        if (parts[1].startsWith("/1.0/operations?") || parts[1].equals("/1.0/operations")) return NOOP;
        if (parts[1].equals("/1.0/projects")) return "{\"name\": \"%s\"}".formatted(Scene.fresh());
        return switch (parts[2]) {
            case "{secret}" -> "{\"secret\": \"%s\"}".formatted(scene.find("secret", things));
            case "{wrong}" -> "{\"secret\": \"x\"}";
            case "{change}" -> "{\"name\": \"renamed\", \"restricted\": true}";
            case "{token}" -> "{\"name\": \"somebody\", \"token\": true}";
            case "{certificate}" ->
                "{\"name\": \"somebody\", \"certificate\": \"%s\"}"
                        .formatted(ClientCertificate.fresh().base64());
            default -> throw new IllegalArgumentException(parts[2]);
        };
    }

    /** Whoever makes a project of the same name later did not let them in. */
    @Test
    void letsNobodyIntoAProjectThatIsMadeAgain() {
        var admin = everybody.named("admin");
        var name = scene.project(Scene.fresh());
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin, ", \"restricted\": true, \"projects\": [\"%s\"]".formatted(name));
        var guest = Somebody.withCertificate(admin.tlsAddress(), certificate);
        var list = "/1.0/operations?project=" + name;
        assertThat(guest.get(list).status()).isEqualTo(200);

        admin.call("DELETE", "/1.0/projects/" + name, null);
        scene.project(name);

        assertThat(admin.get(list).status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(guest.get(list).status()).isEqualTo(404));
    }

    /** Nor did they let in whoever has a token that was issued before. */
    @Test
    void letsNobodyInWithATokenForAProjectThatWasDeleted() {
        var admin = everybody.named("admin");
        var name = scene.project(Scene.fresh());
        var issued = admin.post(
                "/1.0/certificates",
                "{\"name\": \"late\", \"token\": true, \"restricted\": true, \"projects\": [\"%s\"]}".formatted(name));
        var token = issued.metadata().at("/metadata/token").asString();
        admin.call("DELETE", "/1.0/projects/" + name, null);
        var guest = Somebody.withCertificate(admin.tlsAddress(), ClientCertificate.fresh());

        var redeemed = guest.post("/1.0/certificates", "{\"trust_token\": \"%s\"}".formatted(token));
        scene.project(name);

        assertThat(redeemed.status()).isEqualTo(201);
        await().untilAsserted(
                        () -> assertThat(guest.get("/1.0/projects").status()).isEqualTo(200));
        assertThat(guest.get("/1.0/operations?project=" + name).status()).isEqualTo(404);
    }

    /** What is endless would hold up the end of the service. */
    @AfterEach
    void clear() {
        scene.clear();
    }

    /** Whoever adds an endpoint has to say here who may use it. */
    @Test
    void knowsEveryEndpoint() {
        var known = TABLE.lines()
                .skip(1)
                .map(it -> cells(it).getFirst().split("[ ?]"))
                .map(it -> it[0].replace("WS", "GET") + " "
                        + it[1].replaceAll("\\{\\w+}|(?<=projects/)\\w+|(?<=docs/).+", "{}"))
                .collect(Collectors.toSet());

        assertThat(routes.getHandlerMethods().keySet().stream()
                        .filter(it -> !it.getMethodsCondition().getMethods().isEmpty())
                        .flatMap(it -> it.getPatternValues().stream()
                                .map(path -> it.getMethodsCondition()
                                                .getMethods()
                                                .iterator()
                                                .next() + " " + path.replaceAll("\\{\\w+}", "{}"))))
                .allSatisfy(it -> assertThat(known).contains(it));
    }
}
