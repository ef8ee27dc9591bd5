package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static io.operations.operation.OperationStatus.PENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.operations.RulesTest;
import io.operations.operation.Subject.Kind;
import io.operations.requestor.Caller;
import io.operations.requestor.Requestor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every kind of operation in every status, and what comes of everything that may be done to it then. */
@RulesTest
class CombinationTests {

    private static final List<OperationStatus> STATUSES = Arrays.stream(OperationStatus.values())
            .filter(Oracle::isOfOperations)
            .toList();

    private final OperationService operations;
    private final Cancellation cancellation;
    private final JdbcClient jdbc;
    private final Director director;

    CombinationTests(OperationService operations, Cancellation cancellation, Slots slots, JdbcClient jdbc) {
        this.operations = operations;
        this.cancellation = cancellation;
        this.jdbc = jdbc;
        this.director = new Director(operations, slots);
    }

    static Stream<Arguments> reachable() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> STATUSES.stream()
                        .filter(status -> Director.canReach(kind, status))
                        .map(status -> Arguments.of(kind, status)));
    }

    @Test
    void knowsWhatCannotComeAbout() {
        assertThat(reachable()).hasSize(Kind.values().length * STATUSES.size() - 9);
    }

    @ParameterizedTest
    @MethodSource("reachable")
    void doesAsTheContractSays(Kind kind, OperationStatus status) {
        var full = status == PENDING && kind.needsSlot();
        if (full) {
            director.block();
        }
        var softly = new SoftAssertions();
        for (var action : Oracle.Action.values()) {
            check(softly, kind, status, action);
        }
        if (full) {
            director.unblock();
        }
        softly.assertAll();
    }

    private void check(SoftAssertions softly, Kind kind, OperationStatus status, Oracle.Action action) {
        var expected = Oracle.expected(kind, status, action);
        if (expected.isNotAsked()) {
            return;
        }
        var subject = director.bring(kind, status);
        var row = row(subject.id());
        var what = "%s of %s while %s".formatted(action, kind, status);

        softly.assertThat(attempt(action, subject)).as(what).isEqualTo(expected.result());

        if (action == Oracle.Action.WAIT && !status.isFinal()) {
            return;
        }
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(operations.find(subject.id()).status())
                        .as(what)
                        .isEqualTo(expected.statusAfter().text()));
        if (status.isFinal()) {
            softly.assertThat(row(subject.id())).as("row after " + what).isEqualTo(row);
        }
        softly.assertThat(error(operations.find(subject.id())))
                .as("error after " + what)
                .isEqualTo(expected.errorAfter());
        var end = director.end(subject);
        if (expected.statusAfter().isFinal()) {
            softly.assertThat(end.status())
                    .as("end after " + what)
                    .isEqualTo(expected.statusAfter().text());
        }
    }

    private static String error(OperationView view) {
        return view.errCode() + " " + view.err();
    }

    /** What comes of it, in words: {@code ok}, what was answered, or code and text of the refusal. */
    private String attempt(Oracle.Action action, Subject subject) {
        try {
            return perform(action, subject);
        } catch (OperationException e) {
            return e.code() + " " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String perform(Oracle.Action action, Subject subject) throws InterruptedException {
        var operation = subject.operation();
        var id = subject.id();
        switch (action) {
            case CANCEL -> operations.cancel(id, SOMEBODY);
            case CANCEL_QUIETLY -> {
                return operation.cancel() ? "ok" : "no";
            }
            case UPDATE -> operation.updateMetadata(Map.of("note", 1));
            case EXTEND -> operation.extendMetadata(Map.of("note", 1));
            case COMMIT -> operation.commitMetadata();
            case PROGRESS -> operation.progress(Progress.percent("copy", 5));
            case CONNECT -> operations.connect(id, subject.secret(), SOMEBODY);
            case CONNECT_WRONGLY -> operations.connect(id, "0".repeat(64), SOMEBODY);
            case CONNECT_WITHOUT -> operations.connect(id, null, SOMEBODY);
            case REDEEM -> operations.redeem(id, String.valueOf(subject.secret()));
            case REDEEM_WRONGLY -> operations.redeem(id, "0".repeat(64));
            case WAIT_0 -> {
                return operation.await(Duration.ZERO).map(OperationView::status).orElse("waits");
            }
            case WAIT -> {
                return waitForEver(subject);
            }
            case FIND -> {
                return operations.find(id).status();
            }
            case FIND_TOP -> {
                return operations.findTop(id, Caller.anonymous("")).status();
            }
            case CHECK ->
                operation.checkRequestor(new Requestor(SOMEBODY.username(), SOMEBODY.protocol(), "elsewhere"));
            case CHECK_OTHER -> operation.checkRequestor(new Requestor("somebody", "oidc", SOMEBODY.address()));
            case CHECK_NOBODY -> operation.checkRequestor(Requestor.NOBODY);
            case EXPIRE -> expire(subject);
        }
        return "ok";
    }

    private String waitForEver(Subject subject) {
        var end = operations.await(subject.id());
        if (end.isDone()) {
            return end.join().status();
        }
        director.end(subject);
        assertThat(end).succeedsWithin(Crowd.LONG).matches(OperationView::hasEnded);
        return "waits";
    }

    private void expire(Subject subject) {
        if (subject.kind() == Kind.TOKEN) {
            cancellation.endUnowned(subject.id());
        } else {
            subject.operation().live().expire();
        }
    }

    @Test
    void knowsNoRequestorOfServerOperations() {
        var operation = operations.scheduleServerOperation(Crowd.args());

        assertThat(catchThrowable(() -> operation.checkRequestor(SOMEBODY)))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessage("Operation does not contain a requestor");
        assertThat(operation.eventLifecycleRequestor()).isEqualTo(new Requestor("", "", ""));
        Crowd.end(operations, operation.id());
    }

    private String row(UUID id) {
        return jdbc.sql("""
                        SELECT to_jsonb(a)::text FROM active_operation a WHERE id = :id
                         UNION ALL SELECT to_jsonb(f)::text FROM final_operation f WHERE id = :id""").param("id", id).query(String.class).single();
    }
}
