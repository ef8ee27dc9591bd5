package io.operations.operation;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Operations that wait in PostgreSQL for whichever member has a free slot. */
@Repository
class QueueRepository {

    private static final OperationRowMapper ROW = new OperationRowMapper();

    private final JdbcClient jdbc;
    private final OperationRepository operations;
    private final Clock clock;

    QueueRepository(JdbcClient jdbc, OperationRepository operations, Clock clock) {
        this.jdbc = jdbc;
        this.operations = operations;
        this.clock = clock;
    }

    /**
     * What was claimed.
     *
     * @param owner      whose they are now
     * @param operations in the order in which they are to start
     * @param children   final ones too, by parent
     * @param more       whether there may be others to claim
     */
    record Claimed(UUID owner, List<OperationRow> operations, Map<UUID, List<OperationRow>> children, boolean more) {}

    /**
     * Who takes over, and when: of one member no two claims have the same time.
     *
     * @param location the member's name
     */
    record Claim(UUID owner, String location, Instant at) {}

    /** The slots that a claim may fill. */
    interface Places {

        /** How many operations may be claimed. */
        int limit();

        /** How many callers hold their share already. */
        int full();

        /** Takes a slot for an operation of that caller. False: there is none for them. */
        boolean take(SlotHolder holder);
    }

    /**
     * What a member has memory for.
     *
     * @param bytes  inputs and metadata of what is claimed at once
     * @param family whether one of them may be a family
     */
    record Room(long bytes, boolean family) {}

    /**
     * What waits.
     *
     * @param number for a free slot, or for their next attempt
     * @param since  when that one of those that are next in line for a slot began to wait that has waited longest; null if none
     * @param due    when the first of the attempts that wait for their time is due; null if there is none
     */
    record Waiting(
            long number, @Nullable Instant since, @Nullable Instant due) {}

    /**
     * Takes over operations that have no owner, as many as there are slots for; each starts another attempt. Children of
     * parents that are claimed change hands with them.
     *
     * @param turns whose turn it was last; knows afterwards whose it was now
     * @param room  what this member has memory for
     */
    @Transactional
    Claimed claim(Claim claim, Collection<String> types, Places places, Turns turns, Room room) {
        jdbc.sql(QueueSql.SHORT).update();
        var shares = Turns.share(waiting(claim, types, places, turns, room), places.limit(), places::take);
        var found = new AtomicInteger();
        var claimed = shares.isEmpty() ? List.<OperationRow>of() : claim(claim, types, shares, room, found);
        var leftBehind = found.get() > claimed.size();
        // Those for whom there was no room have not had their turn.
        if (!leftBehind) shares.keySet().forEach(turns::served);
        claimed.forEach(it -> turns.served(SlotHolder.of(it.header())));
        var parents = claimed.stream()
                .filter(it -> it.header().family().isParent())
                .map(it -> it.header().id())
                .toList();
        var children = parents.isEmpty() ? Map.<UUID, List<OperationRow>>of() : adopt(claim, parents);
        return new Claimed(claim.owner(), claimed, children, leftBehind || mayHaveMore(claimed, shares));
    }

    private List<SlotHolder> waiting(Claim claim, Collection<String> types, Places places, Turns turns, Room room) {
        var callers = List.copyOf(turns.callers().entrySet());
        return jdbc.sql(QueueSql.WAITING)
                .param("owner", claim.owner())
                .param("types", Columns.of(types))
                .param("limit", places.limit())
                .param("full", places.full())
                .param("served", turns.project())
                .param("projects", Columns.of(callers, Map.Entry::getKey))
                .param("callers", Columns.of(callers, Map.Entry::getValue))
                .param("families", room.family())
                .param("now", Columns.at(claim.at()))
                .query((row, _) -> new SlotHolder(row.getString("project"), row.getString("caller")))
                .list();
    }

    /** @param found how many there were, with those for which there is no room */
    private List<OperationRow> claim(
            Claim claim, Collection<String> types, Map<SlotHolder, Integer> shares, Room room, AtomicInteger found) {
        var holders = List.copyOf(shares.entrySet());
        return jdbc.sql(QueueSql.CLAIM)
                .param("owner", claim.owner())
                .param("location", claim.location())
                .param("types", Columns.of(types))
                .param("limit", holders.size())
                .param("projects", Columns.of(holders, it -> it.getKey().project()))
                .param("callers", Columns.of(holders, it -> it.getKey().caller()))
                .param("numbers", Columns.of(holders, Map.Entry::getValue))
                .param("families", room.family())
                .param("bytes", room.bytes())
                .param("now", Columns.at(claim.at()))
                .query((row, number) -> {
                    found.set(row.getInt("found"));
                    return ROW.mapRow(row, number);
                })
                .list();
    }

    /** One that had as much as was asked for may have more. Where there was nothing, others were about to claim it. */
    private static boolean mayHaveMore(List<OperationRow> claimed, Map<SlotHolder, Integer> shares) {
        var byHolder = claimed.stream()
                .collect(Collectors.groupingBy(it -> SlotHolder.of(it.header()), Collectors.counting()));
        return claimed.isEmpty()
                ? !shares.isEmpty()
                : shares.entrySet().stream().anyMatch(it -> byHolder.getOrDefault(it.getKey(), 0L) >= it.getValue());
    }

    private Map<UUID, List<OperationRow>> adopt(Claim claim, List<UUID> parents) {
        jdbc.sql(QueueSql.ADOPT)
                .param("owner", claim.owner())
                .param("location", claim.location())
                .param("parents", Columns.of(parents))
                .param("now", Columns.at(claim.at()))
                .update();
        Function<OperationRow, UUID> parent =
                it -> Objects.requireNonNull(it.header().family().parent());
        return operations.childrenToRun(parents).stream().collect(Collectors.groupingBy(parent));
    }

    /**
     * Gives back what a claim took whose answer was lost, but for what is alive.
     *
     * @return how many, without children
     */
    @Transactional
    int giveBack(Claim claim, Collection<UUID> alive) {
        jdbc.sql(QueueSql.SHORT).update();
        var parents = jdbc.sql(QueueSql.GIVE_BACK)
                .param("owner", claim.owner())
                .param("claimed", Columns.at(claim.at()))
                .param("alive", Columns.of(alive))
                .param("now", now())
                .query(UUID.class)
                .list();
        if (parents.isEmpty()) return 0;
        jdbc.sql(QueueSql.GIVE_BACK_CHILDREN)
                .param("owner", claim.owner())
                .param("parents", Columns.of(parents))
                .param("now", now())
                .update();
        return parents.size();
    }

    /** Lets those be claimed whose next attempt is due, so many at most, and tells how many there were. */
    @Transactional
    int readyWhatIsDue(int limit) {
        jdbc.sql(QueueSql.SHORT).update();
        return jdbc.sql(QueueSql.READY_WHAT_IS_DUE)
                .param("limit", limit)
                .param("now", now())
                .update();
    }

    /** Whether there is anything to claim for a member that knows these types. */
    @Transactional
    boolean hasReady(Collection<String> types, Room room) {
        jdbc.sql(QueueSql.SHORT).update();
        return jdbc.sql(QueueSql.HAS_READY)
                .param("types", Columns.of(types))
                .param("families", room.family())
                .param("now", now())
                .query(Boolean.class)
                .single();
    }

    /** What waits, on all members. */
    @Transactional
    Waiting look() {
        jdbc.sql(QueueSql.SHORT).update();
        return jdbc.sql(QueueSql.LOOK)
                .query((row, _) ->
                        new Waiting(row.getLong("number"), Columns.instant(row, "since"), Columns.instant(row, "due")))
                .single();
    }

    private OffsetDateTime now() {
        return Columns.at(clock.instant());
    }
}
