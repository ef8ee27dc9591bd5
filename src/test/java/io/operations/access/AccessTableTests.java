package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.LinkedHashMap;
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
    static final String TABLE = """
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
        GET /1.0/events?history=true&project=own        | 403    | 404      | 200    | 200     | 200    | 200      | 200     | 404     | 200   | 200        | 200    | 404     | 403
        GET /1.0/events?history=true&project=other      | 403    | 404      | 404    | 404     | 404    | 404      | 200     | 404     | 200   | 404        | 200    | 404     | 403
        GET /1.0/events?history=true&all-projects=true  | 403    | 200      | 200    | 200     | 200    | 200      | 200     | 200     | 200   | 200        | 200    | 200     | 403
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

    private final Everybody everybody;
    private final Scene scene;
    private final AccessTable.Requests requests;
    private final RequestMappingHandlerMapping routes;

    AccessTableTests(
            @LocalServerPort int port, @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes) {
        everybody = new Everybody(port);
        scene = new Scene(everybody.named("admin"), everybody.named("creator"));
        requests = new AccessTable.Requests(scene);
        this.routes = routes;
    }

    @TestFactory
    Stream<DynamicTest> table() {
        return AccessTable.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.request(), () -> {
                    var heard = new LinkedHashMap<String, Integer>();
                    row.answers()
                            .keySet()
                            .forEach(caller -> heard.put(
                                    caller, requests.fill(row.request()).status(everybody.named(caller))));
                    assertThat(heard).isEqualTo(row.answers());
                }));
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
        var known = AccessTable.rows().stream()
                .map(it -> it.request().split("[ ?]"))
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
