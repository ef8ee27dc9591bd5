package io.operations.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one run, by whom: its clients, the endpoint that its operations called, and at the end the database.
 *
 * @param asked    all that clients have asked for
 * @param accepted what they were told is accepted; more than once where an answer was lost
 * @param refused  what they were told is in conflict with something
 * @param woken    waiters that were answered
 * @param asleep   waiters that still wait though everything is final
 * @param cancels  answers to requests to cancel
 * @param streams  what listeners heard, one for each connection
 * @param calls    runs of hooks, as the endpoint that they call saw them begin
 * @param answers  and which it has answered
 * @param surprises answers that no client should get
 * @param faults   what was done to the service
 * @param stored   what the database says
 */
record Evidence(
        List<Asked> asked,
        List<Accepted> accepted,
        List<Refused> refused,
        List<Woken> woken,
        List<Asleep> asleep,
        List<Cancelled> cancels,
        List<Stream> streams,
        List<Call> calls,
        List<Answer> answers,
        List<String> surprises,
        List<Injected> faults,
        Stored stored) {

    /** @param reference which it does not share with another that is not final; empty for none */
    record Asked(String key, Work work, String reference) {}

    record Accepted(String key, UUID id, String member, Instant sent, Instant answered) {}

    record Refused(String key, String reference, Instant sent, Instant answered) {}

    record Woken(UUID id, String member, int status, Instant since, Instant at) {}

    record Asleep(UUID id, String member, Instant since) {}

    /** @param answer HTTP status */
    record Cancelled(UUID id, String member, int answer, Instant sent, Instant at) {}

    /** One connection of one listener, in the order in which it heard. */
    record Stream(String member, Instant from, Instant to, int closeCode, List<Heard> heard) {}

    /** @param attempt as the endpoint told it to the operation; 0 before it did */
    record Heard(UUID id, int status, int attempt, String location, Instant at) {}

    /** A run of a hook begins. */
    record Call(UUID id, int attempt, Instant at) {}

    /** It has been told the result. */
    record Answer(UUID id, int attempt, Instant at) {}

    /**
     * @param member   its name; empty for what befell the database, and so all
     * @param to       when what was done was undone, a member that was killed started anew for example
     * @param recovery until nobody had to wait for it any more; null if that was not seen
     */
    record Injected(
            Fault kind,
            String member,
            Instant from,
            Instant to,
            @Nullable Duration recovery) {

        boolean touches(String name, Instant begin, Instant end) {
            return (member.isEmpty() || member.equals(name)) && from.isBefore(end) && to.isAfter(begin);
        }
    }

    /**
     * @param active     operations that are not final
     * @param operations those that are, children too
     * @param own        which of them the service does by itself: nobody has asked for them
     * @param keys       which operation each idempotency key stands for
     * @param members    each process that has joined
     * @param fenced     writes that were refused, as the members counted them
     */
    record Stored(
            List<UUID> active,
            List<Row> operations,
            Set<UUID> own,
            List<Key> keys,
            List<Incarnation> members,
            long fenced) {}

    /**
     * A final operation.
     *
     * @param returned the attempt whose answer it has kept; 0 for none
     * @param ended    when the transaction that ended it was committed
     */
    record Row(
            UUID id,
            @Nullable UUID parent,
            boolean durable,
            int status,
            String error,
            int errorCode,
            int attempt,
            int returned,
            String location,
            Instant ended) {}

    /** @param accepted when the transaction that accepted the operation was committed */
    record Key(String key, UUID id, Instant accepted) {}

    /** @param offline null while it is not */
    record Incarnation(
            String name, Instant joined, @Nullable Instant offline) {}
}
