package io.operations.member;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

/**
 * This process as a member: joins at start, says every few seconds that it lives, gives up members that do not, leaves at
 * the end. An incarnation that was given up never comes back; the process then joins anew under another.
 */
@Service
public class MemberService implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(MemberService.class);

    /** Starts before, and stops after, everything that owns operations. */
    static final int PHASE = 0;

    private static final Duration FORGET_AFTER = Duration.ofDays(1);

    /** How long a heartbeat that is under way may hold up a member that leaves. */
    private static final Duration LAST_HEARTBEAT = Duration.ofSeconds(5);

    private final MemberRepository repository;
    private final MemberSettings settings;
    private final ApplicationEventPublisher publisher;
    private final String name;
    private final byte[] secret = newSecret();
    private volatile UUID incarnation = UUID.randomUUID();
    private volatile Reach reach = Reach.UNKNOWN;
    private volatile @Nullable ScheduledExecutorService heartbeat;
    private final AtomicBoolean asked = new AtomicBoolean();

    // Of the heartbeat's thread only.
    private boolean silent;
    private Duration steady = Duration.ZERO;

    MemberService(MemberRepository repository, MemberSettings settings, ApplicationEventPublisher publisher) {
        this.repository = repository;
        this.settings = settings;
        this.publisher = publisher;
        this.name = settings.name() == null || settings.name().isBlank() ? hostName() : settings.name();
    }

    /** Name of this member, the {@code location} of what it runs. */
    public String name() {
        return name;
    }

    /** Identity of this process since it last joined; with an attempt it is the right to write an operation. */
    public UUID incarnation() {
        return incarnation;
    }

    /** Those that exist, and those that did not long ago; of each name the last, by name. */
    public List<Member> members() {
        return repository.all();
    }

    /** The last of that name, if there is one. */
    public Optional<Member> find(String name) {
        return members().stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /**
     * Tells the others where they reach this member. While the database is away they hear of it with the next heartbeat.
     *
     * @param listening   where it listens: scheme, host and port. {@code operations.member.address} counts more
     * @param fingerprint of the certificate that is shown there; null where there is no TLS
     */
    public void reachableAt(URI listening, @Nullable String fingerprint) {
        var address = settings.address() == null ? listening : settings.address();
        reach = new Reach(address, "https".equals(address.getScheme()) ? fingerprint : null);
        try {
            repository.reachable(incarnation, reach);
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("Where this member is reached is told with the next heartbeat", e);
        }
    }

    /** Something has shown that the others may have given this member up: it finds that out at once, and joins anew. */
    public void lookAgain() {
        var timer = heartbeat;
        if (timer != null && asked.compareAndSet(false, true)) {
            try {
                timer.execute(this::beat);
            } catch (RejectedExecutionException leaving) {
                LOG.debug("A member that leaves does not join anew");
            }
        }
    }

    /** What a member that proves itself to this one has used as its key. */
    byte[] secret() {
        return secret.clone();
    }

    private static byte[] newSecret() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private void join(UUID next) {
        repository.join(next, name, secret);
        repository.reachable(next, reach);
    }

    @Override
    public synchronized void start() {
        if (heartbeat != null) {
            return;
        }
        incarnation = UUID.randomUUID();
        join(incarnation);
        if (repository.supersede(incarnation, name) > 0) {
            LOG.atInfo().addKeyValue("member", name).log("Took over from an earlier process of the same name");
        }
        var timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("heartbeat").daemon().factory());
        var interval = settings.heartbeatInterval().toNanos();
        steady = Duration.ZERO;
        asked.set(false);
        timer.scheduleWithFixedDelay(this::beat, interval, interval, TimeUnit.NANOSECONDS);
        heartbeat = timer;
    }

    private void beat() {
        // First, so that who asks from here on is heard again.
        asked.set(false);
        try {
            repository.beat(incarnation, reach).ifPresentOrElse(this::heard, this::rejoin);
            silent = false;
            if (steady.compareTo(settings.offlineThreshold()) >= 0) {
                expelSilent();
            }
            repository.forget(FORGET_AFTER);
        } catch (DataAccessException | TransactionException e) {
            if (!silent) {
                LOG.atWarn().addKeyValue("member", name).log("No heartbeat, the database is away: {}", e.getMessage());
            }
            silent = true;
        } catch (RuntimeException | Error e) {
            // What gets past here would be the last heartbeat.
            LOG.atError().addKeyValue("member", name).setCause(e).log("Heartbeat failed");
        }
    }

    /**
     * Only who has been heard all along may judge the silence of others. After an outage of the database everybody has been
     * silent, and the first to be back would give up all the rest.
     */
    private void heard(Duration sinceLast) {
        var longest = settings.offlineThreshold().multipliedBy(3).dividedBy(4);
        steady = sinceLast.compareTo(longest) > 0 ? Duration.ZERO : steady.plus(sinceLast);
    }

    private void expelSilent() {
        var lost = repository.expelSilent(incarnation, settings.offlineThreshold());
        if (!lost.isEmpty()) {
            lost.forEach(it -> LOG.atWarn().addKeyValue("member", it).log("Member is offline"));
            publisher.publishEvent(new MembersLost(lost));
        }
    }

    private void rejoin() {
        var expelled = incarnation;
        var next = UUID.randomUUID();
        join(next);
        incarnation = next;
        steady = Duration.ZERO;
        LOG.atWarn().addKeyValue("member", name).log("Was given up by the others and joined anew");
        publisher.publishEvent(new MemberExpelled(expelled));
    }

    @Override
    public synchronized void stop() {
        var timer = heartbeat;
        if (timer == null) {
            return;
        }
        heartbeat = null;
        // A heartbeat under way when the member leaves would find that it is gone, and join anew.
        awaitEnd(timer);
        try {
            repository.leave(incarnation);
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn().addKeyValue("member", name).log("Left without saying so, the database is away");
        }
    }

    private static void awaitEnd(ScheduledExecutorService timer) {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(LAST_HEARTBEAT.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("The last heartbeat does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return heartbeat != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
