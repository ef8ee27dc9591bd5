package io.operations.member;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private static final int PHASE = 0;

    private static final Duration FORGET_AFTER = Duration.ofDays(1);

    private final MemberRepository repository;
    private final MemberSettings settings;
    private final ApplicationEventPublisher publisher;
    private final String name;
    private volatile UUID incarnation = UUID.randomUUID();
    private volatile @Nullable ScheduledExecutorService heartbeat;
    private volatile boolean silent;

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

    @Override
    public void start() {
        repository.join(incarnation, name);
        if (repository.supersede(incarnation, name) > 0) {
            LOG.atInfo().addKeyValue("member", name).log("Took over from an earlier process of the same name");
        }
        var timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("heartbeat").daemon().factory());
        var interval = settings.heartbeatInterval().toNanos();
        timer.scheduleWithFixedDelay(this::beat, interval, interval, TimeUnit.NANOSECONDS);
        heartbeat = timer;
    }

    private void beat() {
        try {
            if (!repository.beat(incarnation)) {
                rejoin();
            }
            silent = false;
            expelSilent();
        } catch (DataAccessException | TransactionException e) {
            if (!silent) {
                LOG.atWarn().addKeyValue("member", name).log("No heartbeat, the database is away: {}", e.getMessage());
            }
            silent = true;
        }
    }

    private void expelSilent() {
        var lost = repository.expelSilent(settings.offlineThreshold());
        if (!lost.isEmpty()) {
            lost.forEach(it -> LOG.atWarn().addKeyValue("member", it).log("Member is offline"));
            publisher.publishEvent(new MembersLost(lost));
        }
        repository.forget(FORGET_AFTER);
    }

    private void rejoin() {
        var expelled = incarnation;
        var next = UUID.randomUUID();
        repository.join(next, name);
        incarnation = next;
        LOG.atWarn().addKeyValue("member", name).log("Was given up by the others and joined anew");
        publisher.publishEvent(new MemberExpelled(expelled));
    }

    @Override
    public void stop() {
        var timer = heartbeat;
        heartbeat = null;
        if (timer != null) {
            timer.shutdownNow();
        }
        try {
            repository.leave(incarnation);
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
