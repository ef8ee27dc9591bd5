package io.operations.operation;

import io.operations.member.Hints;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Operations that end on one member while somebody waits for them on another. Who ends one gives the others a hint; they look
 * whether it is so. What no hint has told of is found within a second, by looking at what has ended lately.
 */
@Component
class EndsElsewhere {

    private static final Logger LOG = LoggerFactory.getLogger(EndsElsewhere.class);
    private static final String ENDED = "ended";

    /** Looked back so far: the time between two looks, and by how much clocks may differ. */
    private static final Duration LATELY = Duration.ofSeconds(3);

    /** If more have ended lately, it is less work to ask for those that somebody waits for. */
    private static final int MANY = 10_000;

    /** So many operations are read at once: each may hold half a megabyte of metadata. */
    private static final int PORTION = 100;

    /** Now and then all are asked for, however far off a clock may be: whether they have ended, and whether they exist at all. */
    private static final int LOOKS_UNTIL_ALL = 10;

    private final OperationRepository repository;
    private final ElsewhereRepository elsewhere;
    private final LocalOperations local;
    private final Waiters waiters;
    private final Hints hints;
    private final Set<UUID> suspects = ConcurrentHashMap.newKeySet();

    /** Those of which the database did not say how they stand: asked for again at the next look. */
    private final Set<UUID> unanswered = ConcurrentHashMap.newKeySet();

    /** Not final at a look at all of them. */
    private final Set<UUID> open = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean all;
    private int looks;

    EndsElsewhere(
            OperationRepository repository,
            ElsewhereRepository elsewhere,
            LocalOperations local,
            Waiters waiters,
            Hints hints) {
        this.repository = repository;
        this.elsewhere = elsewhere;
        this.local = local;
        this.waiters = waiters;
        this.hints = hints;
        hints.on(ENDED, this::heard);
        hints.whenMissed(this::lookForAll);
    }

    /** An operation has ended here. */
    void tell(UUID id) {
        hints.tell(ENDED, Ids.shortText(id));
    }

    private void heard(List<String> keys) {
        suspect(keys.stream().flatMap(it -> Ids.ofShortText(it).stream()).toList());
    }

    /** They may have ended on another member. */
    void suspect(Collection<UUID> ids) {
        ids.stream().filter(this::isWaitedFor).forEach(suspects::add);
        look();
    }

    private boolean isWaitedFor(UUID id) {
        return waiters.isWaitedFor(id) && local.find(id) == null;
    }

    private void lookForAll() {
        all = true;
        look();
    }

    /** Finds what no hint has told of. To be called once a second. */
    void lookForMissed() {
        if (waiters.isEmpty()) return;
        suspects.addAll(unanswered);
        unanswered.clear();
        all |= looks++ % LOOKS_UNTIL_ALL == 0;
        if (!all) {
            var lately = elsewhere.endedLately(LATELY, MANY);
            all = lately.size() >= MANY;
            lately.stream().filter(this::isWaitedFor).forEach(suspects::add);
        }
        look();
    }

    /** On a thread of its own; one look at a time, so that what comes meanwhile shares the next. */
    private void look() {
        if (isIdle() || !looking.compareAndSet(false, true)) return;
        Thread.ofVirtual().name("ends-elsewhere").start(this::lookUntilIdle);
    }

    private boolean isIdle() {
        return suspects.isEmpty() && !all;
    }

    private void lookUntilIdle() {
        var taken = Set.<UUID>of();
        try {
            while (!isIdle()) {
                taken = takeSuspects();
                wake(taken);
            }
            tellOfGone();
        } catch (DataAccessException | TransactionException e) {
            unanswered.addAll(taken);
            LOG.debug("Nobody is told while the database is away", e);
        } finally {
            looking.set(false);
        }
        look();
    }

    private Set<UUID> takeSuspects() {
        if (all) {
            all = false;
            suspects.addAll(waiters.ids());
            open.addAll(suspects);
        }
        var taken = new HashSet<>(suspects);
        suspects.removeAll(taken);
        taken.removeIf(it -> !isWaitedFor(it));
        return taken;
    }

    /** A failover may have lost operations. Those that wait for them would wait for ever. */
    private void tellOfGone() {
        var ids = open.stream().filter(this::isWaitedFor).toList();
        open.clear();
        if (ids.isEmpty()) return;
        var gone = elsewhere.gone(ids);
        gone.stream().filter(this::isWaitedFor).forEach(it -> {
            LOG.atWarn()
                    .addKeyValue("operation", it)
                    .log("The database has lost an operation; those that wait for it are told");
            waiters.giveUp(it, new OperationException.NotFound("Operation not found: the database has lost it"));
        });
    }

    private void wake(Collection<UUID> ids) {
        var all = List.copyOf(ids);
        for (var from = 0; from < all.size(); from += PORTION)
            repository
                    .findFinal(all.subList(from, Math.min(from + PORTION, all.size())))
                    .forEach(waiters::complete);
    }
}
