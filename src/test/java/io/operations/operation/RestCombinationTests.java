package io.operations.operation;

import static io.operations.operation.OperationStatus.PENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Handshake;
import io.operations.RulesTest;
import io.operations.operation.Oracle.Action;
import io.operations.operation.Oracle.Expected;
import io.operations.operation.Subject.Kind;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Every kind of operation in every status, and what a client reads whatever it asks for then. */
@RulesTest
class RestCombinationTests {

    /** What can be asked for over HTTP. */
    private static final List<Action> ACTIONS = List.of(
            Action.CANCEL,
            Action.CONNECT,
            Action.CONNECT_WRONGLY,
            Action.CONNECT_WITHOUT,
            Action.REDEEM,
            Action.REDEEM_WRONGLY,
            Action.WAIT_0,
            Action.FIND_TOP);

    private static final String GUESS = "0".repeat(64);
    private static final String OK = "ok";

    private final Api api;
    private final int port;
    private final Director director;

    RestCombinationTests(@LocalServerPort int port, OperationService operations, Slots slots) {
        this.api = Api.on(port);
        this.port = port;
        this.director = new Director(operations, slots);
    }

    @ParameterizedTest
    @MethodSource("io.operations.operation.CombinationTests#reachable")
    void answersAsTheContractSays(Kind kind, OperationStatus status) {
        var full = status == PENDING && kind.needsSlot();
        if (full) {
            director.block();
        }
        var softly = new SoftAssertions();
        for (var action : ACTIONS) {
            check(softly, Oracle.expected(kind, status, action), action);
        }
        if (full) {
            director.unblock();
        }
        softly.assertAll();
    }

    private void check(SoftAssertions softly, Expected expected, Action action) {
        if (expected.isNotAsked()) {
            return;
        }
        var what = "%s of %s while %s".formatted(action, expected.kind(), expected.status());
        var subject = director.bring(expected.kind(), expected.status());
        var before = view(subject);

        softly.assertThat(ask(action, subject)).as(what).isEqualTo(answer(expected));

        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(view(subject).operationStatus())
                        .as("status after " + what)
                        .isEqualTo(expected.statusAfter().text()));
        var after = view(subject);
        softly.assertThat(error(after)).as("error after " + what).isEqualTo(expected.errorAfter());
        if (expected.status().isFinal()) {
            softly.assertThat(after.text()).as("view after " + what).isEqualTo(before.text());
        }
        director.end(subject);
    }

    /** Whoever would have to wait, and does not, sees what there is. */
    private static String answer(Expected expected) {
        return expected.result().equals("waits") ? expected.status().text() : expected.result();
    }

    /** The operation as it is; children too show themselves to those who wait for them. */
    private Api.Answer view(Subject subject) {
        return api.get(url(subject) + "/wait?timeout=0").hasStatus(200);
    }

    private static String url(Subject subject) {
        return "/1.0/operations/" + subject.id();
    }

    private static String error(Api.Answer view) {
        return view.metadata().path("err_code").asInt() + " "
                + view.metadata().path("err").asString();
    }

    private String ask(Action action, Subject subject) {
        return switch (action) {
            case CANCEL -> done(api.delete(url(subject)));
            case CONNECT -> connect(subject, "secret=" + (subject.secret() == null ? GUESS : subject.secret()));
            case CONNECT_WRONGLY -> connect(subject, "secret=" + GUESS);
            case CONNECT_WITHOUT -> connect(subject, "");
            case REDEEM -> done(redeem(subject, String.valueOf(subject.secret())));
            case REDEEM_WRONGLY -> done(redeem(subject, GUESS));
            case WAIT_0 -> seen(view(subject));
            case FIND_TOP -> seen(api.get(url(subject)));
            default -> throw new IllegalArgumentException("Not over HTTP: " + action);
        };
    }

    private String connect(Subject subject, String query) {
        try (var handshake = new Handshake(port, Handshake.target(subject.id(), query))) {
            return done(handshake.answer());
        }
    }

    private Api.Answer redeem(Subject subject, String secret) {
        return api.post(url(subject) + "/redeem", "{\"secret\": \"" + secret + "\"}");
    }

    private static String done(Api.Answer answer) {
        return answer.status() < 300 ? OK : refusal(answer);
    }

    private static String seen(Api.Answer answer) {
        return answer.status() < 300 ? answer.operationStatus() : refusal(answer);
    }

    private static String refusal(Api.Answer answer) {
        return answer.status() + " " + answer.refuses(answer.status()).error();
    }
}
