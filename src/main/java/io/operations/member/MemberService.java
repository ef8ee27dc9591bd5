package io.operations.member;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
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

    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration FORGET_AFTER = Duration.ofDays(1);

    /** As long as PostgreSQL lets a connection of the pool pause between two statements. */
    private static final Duration STALLED = Duration.ofSeconds(5);

    private final MemberRepository repository;
    private final LivenessRepository liveness;
    private final MemberSettings settings;
    private final DatabaseTime time;
    private final ApplicationEventPublisher publisher;
    private final String name;
    private final MemberKey key = MemberKey.generate();
    private final byte[] secret = newSecret();
    private volatile UUID incarnation = UUID.randomUUID();
    private volatile Reach reach = Reach.UNKNOWN;
    private volatile boolean draining;
    private volatile @Nullable Heartbeat heartbeat;

    MemberService(
            MemberRepository repository,
            LivenessRepository liveness,
            MemberSettings settings,
            DatabaseTime time,
            ApplicationEventPublisher publisher) {
        this.repository = repository;
        this.liveness = liveness;
        this.settings = settings;
        this.time = time;
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

    /** The same with greater names, so many at most. */
    public List<Member> members(String after, int most) {
        return repository.list(after, most);
    }

    /** The names of the same. */
    public List<String> names(String after, int most) {
        return repository.names(after, most);
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
     * @param ports       all on which it listens
     */
    public void reachableAt(URI listening, @Nullable String fingerprint, Collection<Integer> ports) {
        var address = settings.reachedAt(listening, fingerprint);
        reach = new Reach(address, "https".equals(address.getScheme()) ? fingerprint : null, List.copyOf(ports));
        try {
            repository.reachable(incarnation, reach);
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("Where this member is reached is told with the next heartbeat", e);
        }
    }

    /** Whether this member lives, as far as it could tell the others of late. */
    boolean isHeard() {
        var beating = heartbeat;
        return beating != null && beating.isHeard();
    }

    /** Something has shown that the others may have given this member up: it finds that out at once, and joins anew. */
    public void lookAgain() {
        var beating = heartbeat;
        if (beating != null) beating.beatNow();
    }

    /** Tells the others that this member leaves, and takes nothing on any more. */
    public void drain() {
        draining = true;
        try {
            liveness.drain(incarnation);
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("That this member leaves is told with the next heartbeat", e);
        }
    }

    /** By which this member proves itself to the others. */
    MemberKey key() {
        return key;
    }

    /** By which a member of an earlier release proves itself to this one. */
    byte[] secret() {
        return secret.clone();
    }

    private static byte[] newSecret() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    @Override
    public synchronized void start() {
        if (heartbeat != null) {
            return;
        }
        draining = false;
        var asked = time.begin();
        time.told(liveness.time(), asked);
        incarnation = UUID.randomUUID();
        if (joinPatiently() == LivenessRepository.Joined.AS_SUCCESSOR) {
            LOG.atInfo().addKeyValue("member", name).log("Took over from an earlier process of the same name");
        }
        var beating = new Heartbeat(this, settings);
        heartbeat = beating;
        beating.start();
    }

    /** A process of the same name that was killed is silent until the others give it up: this one waits as long, and no longer. */
    private LivenessRepository.Joined joinPatiently() {
        var patience = settings.offlineThreshold().plus(settings.heartbeatInterval());
        var deadline = System.nanoTime() + patience.toNanos();
        var joined = join(incarnation);
        if (joined == LivenessRepository.Joined.NAME_TAKEN) {
            LOG.atWarn()
                    .addKeyValue("member", name)
                    .log("Another process of this name was heard of late, waits {} s for it", patience.toSeconds());
        }
        while (joined == LivenessRepository.Joined.NAME_TAKEN) {
            if (System.nanoTime() >= deadline || Thread.currentThread().isInterrupted())
                throw new MemberNameTaken(name);
            LockSupport.parkNanos(LOOK.toNanos());
            joined = join(incarnation);
        }
        return joined;
    }

    private LivenessRepository.Joined join(UUID next) {
        return liveness.join(next, name, secret, key.encoded(), reach, settings.offlineThreshold());
    }

    /** Says that this member lives. How long ago it last did; empty if it was given up, and has joined anew. */
    Optional<Duration> beat() {
        var asked = time.begin();
        var heard = liveness.beat(incarnation, secret, reach, draining);
        heard.ifPresentOrElse(it -> time.told(it.time(), asked), this::rejoin);
        liveness.forget(FORGET_AFTER);
        endStalled();
        return heard.map(LivenessRepository.Heard::sinceLast);
    }

    /** A failure here says nothing about this member's own heartbeat. */
    private void endStalled() {
        try {
            var stalled = liveness.endStalled(STALLED);
            if (stalled > 0) LOG.warn("Ended {} connections to the database of which the other end is gone", stalled);
        } catch (DataAccessException e) {
            LOG.debug("Connections whose other end is gone are looked for with the next heartbeat", e);
        }
    }

    private void rejoin() {
        var expelled = incarnation;
        var next = UUID.randomUUID();
        if (join(next) == LivenessRepository.Joined.NAME_TAKEN) throw new MemberNameTaken(name);
        incarnation = next;
        LOG.atWarn().addKeyValue("member", name).log("Was given up by the others and joined anew");
        publisher.publishEvent(new MemberExpelled(expelled));
    }

    /** Gives up members that have been silent for too long. */
    void giveUpSilent() {
        var lost = liveness.expelSilent(incarnation, settings.offlineThreshold());
        if (!lost.isEmpty()) {
            lost.forEach(it -> LOG.atWarn().addKeyValue("member", it).log("Member is offline"));
            publisher.publishEvent(new MembersLost(lost));
        }
    }

    /** The database has not been reached for as long as the others wait for a member. */
    void isolated() {
        LOG.atWarn().addKeyValue("member", name).log("This member is cut off from the database");
        publisher.publishEvent(new MemberIsolated(incarnation));
    }

    @Override
    public synchronized void stop() {
        var beating = heartbeat;
        if (beating == null) {
            return;
        }
        heartbeat = null;
        beating.close();
        try {
            liveness.leave(incarnation);
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn().addKeyValue("member", name).log("Left without saying so, the database is away");
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
