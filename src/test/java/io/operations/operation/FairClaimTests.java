package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Projects take turns; in each it goes by priority, then age. */
@ServiceTest
class FairClaimTests {

    private static final int MANY = 100_000;

    private static final Duration AHEAD = Duration.ofHours(1);

    private final QueueRepository queue;
    private final MemberService member;
    private final Clock clock;
    private final Queue rows;

    private final Function<Integer, Integer> ahead;

    FairClaimTests(
            QueueRepository queue,
            OperationRepository operations,
            PlatformTransactionManager transactions,
            MemberService member,
            Clock clock,
            JdbcClient jdbc) {
        this.queue = queue;
        this.ahead = readyAhead(jdbc, operations, new TransactionTemplate(transactions), Clock.offset(clock, AHEAD));
        this.member = member;
        this.clock = clock;
        this.rows = new Queue(jdbc);
    }

    /** Lets in what is due an hour later than the service's own dispatcher does, which is never far away. */
    private static Function<Integer, Integer> readyAhead(
            JdbcClient jdbc, OperationRepository operations, TransactionTemplate transactions, Clock clock) {
        var later = new QueueRepository(jdbc, operations, clock);
        return limit -> transactions.execute(_ -> later.readyWhatIsDue(limit));
    }

    @AfterEach
    void forget() {
        rows.clear();
    }

    /** A member that claims, and remembers whose turn it was. */
    private final class Claimant {

        private final Turns turns = new Turns();
        private boolean more;
        private @Nullable SlotHolder full;

        List<OperationRow> claim(int limit) {
            var claimed = queue.claim(
                    new QueueRepository.Claim(member.incarnation(), member.name(), clock.instant()),
                    Queue.TYPES,
                    new FreeSlots(limit, full),
                    turns,
                    Queue.ROOM);
            more = claimed.more();
            return claimed.operations();
        }

        /** Goes on with the slots that are left, as a member does: others may be about to claim what it has seen. */
        List<OperationRow> fill(int slots) {
            var all = new ArrayList<OperationRow>();
            do {
                all.addAll(claim(slots - all.size()));
            } while (all.size() < slots && more);
            return all;
        }

        List<UUID> ids(int limit) {
            return claim(limit).stream().map(it -> it.header().id()).toList();
        }

        List<String> projects(int limit) {
            return claim(limit).stream().map(it -> it.header().project()).toList();
        }
    }

    private static Map<String, Long> counts(List<String> projects) {
        return projects.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void takesTheHighestPriorityFirstThenTheOldest() {
        var middle = rows.add("a", 3, 0);
        var low = rows.add("a", 2, -1000);
        var high = rows.add("a", 2, 1000);
        var alsoMiddle = rows.add("a", 1, 0);

        var expected = new ArrayList<>(high);
        List.of(middle, alsoMiddle, low).forEach(expected::addAll);
        var claimant = new Claimant();
        assertThat(claimant.ids(3)).isEqualTo(expected.subList(0, 3));
        assertThat(claimant.ids(1)).isEqualTo(expected.subList(3, 4));
        assertThat(claimant.ids(100)).isEqualTo(expected.subList(4, 8));
    }

    @Test
    void startsOneOfEachProjectBeforeTheSecondOfAny() {
        rows.add("a", MANY, 1000);
        rows.add("b", 1, 0);
        rows.add("c", 3, -1000);
        rows.add("", 2, 0);

        assertThat(new Claimant().projects(12))
                .as("a quarter each, of which some do not have as much")
                .containsExactly("a", "b", "c", "", "a", "c", "", "a", "c");
    }

    /** Slots that become free one at a time are fair, too: each member goes on where it was. */
    @Test
    void givesEachProjectATurnWhenSlotsBecomeFreeOneByOne() {
        rows.add("a", MANY, 1000);
        rows.add("b", 2, 0);
        rows.add("", 1, 0);
        rows.add("c", 1, 0);
        var claimant = new Claimant();

        assertThat(IntStream.range(0, 8).mapToObj(_ -> claimant.projects(1)).flatMap(List::stream))
                .containsExactly("a", "b", "c", "", "a", "b", "a", "a");
    }

    @Test
    void goesOnWithTheProjectAfterTheLastOne() {
        List.of("a", "b", "c", "d", "e").forEach(it -> rows.add(it, 10, 0));
        var claimant = new Claimant();

        assertThat(claimant.projects(3)).containsExactly("a", "b", "c");
        assertThat(claimant.projects(3)).containsExactly("d", "e", "a");
        assertThat(claimant.projects(7)).containsExactly("b", "c", "d", "e", "a", "b", "c");
        assertThat(claimant.projects(2)).containsExactly("d", "e");
    }

    /** Row M of the issue: what one caller has queued, and however urgent they say it is, is not in the way of another. */
    @Test
    void givesEachCallerOfAProjectATurn() {
        rows.add("a", "greedy", MANY, 1000);
        var modest = rows.add("a", "modest", 2, -1000);
        var other = rows.add("b", "other", 1, 0);
        var claimant = new Claimant();

        var first = claimant.ids(3);
        assertThat(first).contains(other.getFirst(), modest.getFirst());
        var second = claimant.ids(2);
        assertThat(second).contains(modest.getLast());
        assertThat(claimant.ids(10)).hasSize(10);
    }

    /** What is allotted to callers goes around among them, one slot at a time. */
    @Test
    void goesOnWithTheCallerAfterTheLastOne() {
        var callers = List.of("x", "y", "z");
        callers.forEach(it -> rows.add("a", it, 10, 0));
        var claimant = new Claimant();

        assertThat(IntStream.range(0, 6)
                        .mapToObj(_ -> claimant.claim(1).getFirst().header().requestor())
                        .map(it -> it == null ? "" : it.username()))
                .containsExactly("x", "y", "z", "x", "y", "z");
    }

    @Test
    void leavesToOthersWhatACallerHasItsShareOf() {
        rows.add("a", "full", MANY, 1000);
        rows.add("a", "free", 3, 0);
        var claimant = new Claimant();
        claimant.full = new SlotHolder("a", "tls full");

        assertThat(claimant.claim(10)).hasSize(3);
        assertThat(claimant.claim(1)).isEmpty();
        assertThat(claimant.more).isFalse();
    }

    @Test
    void saysWhetherThereMayBeMore() {
        rows.add("a", 20, 0);
        rows.add("b", 1, 0);
        var claimant = new Claimant();

        assertThat(counts(claimant.projects(10))).isEqualTo(Map.of("a", 5L, "b", 1L));
        assertThat(claimant.more).as("a may have more than its half").isTrue();
        assertThat(claimant.projects(10)).hasSize(10);
        assertThat(claimant.more).isTrue();
        assertThat(claimant.projects(10)).hasSize(5);
        assertThat(claimant.more).isFalse();
        assertThat(claimant.projects(10)).isEmpty();
        assertThat(claimant.more).isFalse();
    }

    /** Three members, each with a few slots that become free, of which none knows of the others. */
    @Test
    void letsNoProjectStarveBehindAnotherWithManyMembers() throws Exception {
        rows.add("big", MANY, 1000);
        var small = new HashSet<>(rows.add("small", 1, -1000));
        for (var i = 0; i < 20; i++) {
            small.addAll(rows.add("small-" + i, 1, 0));
        }

        var claimed = Crowd.atOnce(3, _ -> {
            var claimant = new Claimant();
            var ids = new ArrayList<OperationRow>();
            for (var i = 0; i < 25; i++) {
                ids.addAll(claimant.fill(1 + i % 3));
            }
            return ids;
        });

        var all = claimed.stream().flatMap(List::stream).toList();
        assertThat(all).hasSize(3 * 49).extracting(it -> it.header().id()).doesNotHaveDuplicates();
        assertThat(all).extracting(it -> it.header().id()).containsAll(small);
    }

    /** Each takes what the others have not locked, and goes on until there is nothing left. */
    @Test
    void takesEachOnceAndAllOfThemWithManyThreads() throws Exception {
        var all = new HashSet<>(rows.add("big", 3_000, 0));
        for (var i = 0; i < 300; i++) {
            all.addAll(rows.add("p" + i, 1 + i % 5, i % 3));
        }
        var claimed = new ConcurrentHashMap<UUID, Integer>();

        var early = Crowd.atOnce(8, number -> {
            var claimant = new Claimant();
            claimant.more = true;
            while (claimant.more) {
                claimant.ids(1 + number * 7)
                        .forEach(it -> assertThat(claimed.put(it, number)).isNull());
            }
            return all.size() - claimed.size();
        });

        assertThat(claimed.keySet()).isEqualTo(all);
        // Nobody gives up while there is more than what the others hold at that moment.
        assertThat(early).allSatisfy(it -> assertThat(it).isLessThanOrEqualTo(8 * 50));
    }

    @Test
    void takesNothingWhoseTimeHasNotCome() {
        var later = rows.add("a", 3, 1000);
        var now = rows.add("a", 3, 0);
        rows.delay(later, clock.instant(), AHEAD.multipliedBy(2));
        rows.delay(later.subList(1, 2), clock.instant(), AHEAD.minusMillis(1));

        assertThat(new Claimant().ids(2)).isEqualTo(now.subList(0, 2));
        assertThat(ahead.apply(1_000)).isEqualTo(1);
        assertThat(ahead.apply(1_000)).isZero();
        assertThat(new Claimant().ids(10)).containsExactly(later.get(1), now.get(2));
        assertThat(queue.hasReady(Queue.TYPES, Queue.ROOM)).isFalse();
        assertThat(queue.look().number()).isEqualTo(2);
    }

    /** Who looks at the same time takes others, and waits for nobody. */
    @Test
    void letsInWhatIsDueOnceHoweverManyLook() throws Exception {
        var due = rows.add("a", 1_000, 0);
        rows.delay(due, clock.instant(), AHEAD);

        var ready = Crowd.atOnce(8, _ -> {
            var sum = 0;
            for (var some = ahead.apply(50); some > 0; some = ahead.apply(50)) {
                sum += some;
            }
            return sum;
        });

        assertThat(ready.stream().mapToInt(it -> it).sum()).isEqualTo(1_000);
        assertThat(new Claimant().ids(1_000)).isEqualTo(due);
    }
}
