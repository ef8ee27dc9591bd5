package io.operations.operation;

import static io.operations.operation.OperationStatus.CANCELLED;
import static io.operations.operation.OperationStatus.CANCELLING;
import static io.operations.operation.OperationStatus.FAILURE;
import static io.operations.operation.OperationStatus.PENDING;
import static io.operations.operation.OperationStatus.RUNNING;
import static io.operations.operation.OperationStatus.SUCCESS;

import io.operations.RuleHooks;
import io.operations.operation.Subject.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the contract (§1.1 to §1.7, §1.11, §9) says of each kind, status and action. */
final class Oracle {

    /** In the order of the table's columns. */
    private static final List<OperationStatus> COLUMNS =
            List.of(PENDING, RUNNING, CANCELLING, SUCCESS, FAILURE, CANCELLED);

    /**
     * The first row that fits counts. {@code =} is the status; {@code -} is not asked; {@code ok>X} ends as X; any other word
     * is a refusal, below. What waits in PostgreSQL is in nobody's hands, nor is a token: what was returned when they were
     * scheduled cannot change them.
     */
    private static final String TABLE = """
            cancel           must-child                              must-run        ok>Cancelled   again          again          again          again
            cancel           *                                       ok>Cancelled    ok>Cancelled   again          again          again          again
            cancel-quietly   must-child                              must-run        ok>Cancelled   no             no             no             no
            cancel-quietly   *                                       ok>Cancelled    ok>Cancelled   no             no             no             no
            update           token                                   -               read-only      -              -              -              read-only
            update           task,durable                            read-only       ok             ok             over           over           over
            update           *                                       ok              ok             ok             over           over           over
            connect          shell,console                           ok              ok             not-any-more   not-any-more   failed         was-cancelled
            connect          *                                       no-websocket    no-websocket   no-websocket   no-websocket   no-websocket   no-websocket
            connect-wrongly  shell,console                           forbidden       forbidden      not-any-more   not-any-more   failed         was-cancelled
            connect-wrongly  *                                       no-websocket    no-websocket   no-websocket   no-websocket   no-websocket   no-websocket
            connect-without  shell,console                           no-secret       no-secret      not-any-more   not-any-more   failed         was-cancelled
            connect-without  *                                       no-websocket    no-websocket   no-websocket   no-websocket   no-websocket   no-websocket
            redeem           token                                   -               ok>Cancelled   -              -              -              used
            redeem           *                                       forbidden       forbidden      forbidden      forbidden      forbidden      forbidden
            redeem-wrongly   token                                   -               forbidden      -              -              -              forbidden
            redeem-wrongly   *                                       forbidden       forbidden      forbidden      forbidden      forbidden      forbidden
            wait-0           *                                       waits           waits          waits          =              =              =
            wait             *                                       waits           waits          waits          =              =              =
            find             *                                       =               =              =              =              =              =
            find-top         child,durable-child,must-child          is-child        is-child       is-child       is-child       is-child       is-child
            find-top         *                                       =               =              =              =              =              =
            check            *                                       ok              ok             ok             ok             ok             ok
            check-other      *                                       mismatch        mismatch       mismatch       mismatch       mismatch       mismatch
            check-nobody     *                                       mismatch        mismatch       mismatch       mismatch       mismatch       mismatch
            expire           token                                   -               ok>Cancelled   -              -              -              ok
            expire           *                                       -               ok>Failure     ok             ok             ok             ok
            """;

    private static final Map<String, String> REFUSALS = Map.ofEntries(
            Map.entry("again", "400 Only running operations can be cancelled"),
            Map.entry("must-run", "400 This operation cannot be cancelled"),
            Map.entry("over", "400 Operations cannot be updated after they have completed"),
            Map.entry("read-only", "400 Read-only operations cannot be updated"),
            Map.entry("no-websocket", "400 Only websocket operations can be connected"),
            Map.entry("not-any-more", "400 Only running operations can be connected"),
            Map.entry("was-cancelled", "500 Failed connecting to operation: context canceled"),
            Map.entry("forbidden", "403 Forbidden"),
            Map.entry("no-secret", "400 Missing websocket secret"),
            Map.entry("used", "400 Token has expired, was revoked or has been used"),
            Map.entry("is-child", "400 Child operations cannot be retrieved individually"),
            Map.entry("mismatch", "403 Operation requestor mismatch"));

    private Oracle() {}

    /** What is done to an operation. */
    enum Action {
        CANCEL,
        CANCEL_QUIETLY,
        UPDATE,
        EXTEND,
        COMMIT,
        PROGRESS,
        CONNECT,
        CONNECT_WRONGLY,
        CONNECT_WITHOUT,
        REDEEM,
        REDEEM_WRONGLY,
        WAIT_0,
        WAIT,
        FIND,
        FIND_TOP,
        CHECK,
        CHECK_OTHER,
        CHECK_NOBODY,
        EXPIRE;

        /** Whatever changes metadata goes by the same rule. */
        private String row() {
            return switch (this) {
                case EXTEND, COMMIT, PROGRESS -> UPDATE.row();
                default -> wireName(this);
            };
        }
    }

    static boolean isOfOperations(OperationStatus status) {
        return COLUMNS.contains(status);
    }

    static Expected expected(Kind kind, OperationStatus status, Action action) {
        var cells = TABLE.lines()
                .map(it -> it.split(" +"))
                .filter(it -> it[0].equals(action.row()) && fits(it[1], kind))
                .findFirst()
                .orElseThrow();
        return new Expected(kind, status, cells[2 + COLUMNS.indexOf(status)]);
    }

    private static boolean fits(String kinds, Kind kind) {
        return kinds.equals("*") || Arrays.asList(kinds.split(",")).contains(wireName(kind));
    }

    private static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One cell of the table. */
    record Expected(Kind kind, OperationStatus status, String cell) {

        boolean isNotAsked() {
            return cell.equals("-");
        }

        String result() {
            return switch (cell) {
                case "=" -> status.text();
                case "failed" -> failure().replaceFirst(" ", " Failed connecting to operation: ");
                default -> REFUSALS.getOrDefault(cell, cell.split(">")[0]);
            };
        }

        OperationStatus statusAfter() {
            return cell.contains(">")
                    ? OperationStatus.ofText(cell.split(">")[1]).orElseThrow()
                    : status;
        }

        /** Code and text of the operation's error afterwards. */
        String errorAfter() {
            return switch (statusAfter()) {
                case FAILURE -> status == FAILURE ? failure() : "504 Operation timed out";
                case CANCELLED -> "500 context canceled";
                default -> "0 ";
            };
        }

        /** That of an operation which was brought to fail. */
        private String failure() {
            return switch (kind) {
                case CONSOLE -> "504 Operation timed out";
                case BULK, DURABLE_BULK -> "500 One or more child operations failed";
                default -> RuleHooks.CODE + " no";
            };
        }
    }
}
