package io.operations.event;

import io.operations.member.Member;
import io.operations.member.MemberClient;
import io.operations.member.MembersChanged;
import io.operations.member.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Listens to all other members as long as somebody listens to this one. Where a link breaks it is made anew, and what may have
 * been missed meanwhile is looked for. All that changes links is done by one thread.
 */
@Component
class EventLinks implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(EventLinks.class);

    /** How long a new listener waits for links to all members; who is not reached in that time is looked after. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** So many looks links are kept though nobody listens: clients come often and stay briefly. */
    private static final int LINGER = 30;

    private final EventHub hub;
    private final Membership membership;
    private final MemberClient client;
    private final EventGaps gaps;
    private final JsonMapper mapper;
    private final Map<UUID, EventLink> links = new ConcurrentHashMap<>();
    private final LogLinks logs;
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("event-links").daemon().factory());

    // Of the looker's thread only.
    private int idle = LINGER + 1;

    EventLinks(
            EventHub hub,
            Membership membership,
            MemberClient client,
            EventGaps gaps,
            EventMetrics metrics,
            JsonMapper mapper) {
        this.hub = hub;
        this.membership = membership;
        this.client = client;
        this.gaps = gaps;
        this.mapper = mapper;
        this.logs = new LogLinks(client, this::inject);
        hub.beforeListening(this::awaitLinked);
        metrics.watchLinks(
                () -> links.values().stream().filter(EventLink::isOpen).count());
        var _ = looker.scheduleWithFixedDelay(this::guardedLook, LOOK.toNanos(), LOOK.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A new listener hears what happens from now on, wherever. */
    private void awaitLinked() {
        if (membership.others().isEmpty()) return;
        try {
            var opening = looker.submit(this::look).get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            opening.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.debug("Not all members are listened to yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @EventListener
    void on(MembersChanged changed) {
        lookSoon();
    }

    private void lookSoon() {
        if (!looker.isShutdown()) looker.execute(this::guardedLook);
    }

    private void guardedLook() {
        try {
            var _ = look();
        } catch (RuntimeException | Error e) {
            // What gets past here would be the last look.
            LOG.error("Failed to link to other members", e);
        }
    }

    /** Makes what links there should be; done when all stand or have failed. */
    private CompletableFuture<Void> look() {
        logs.linkTo(hub.hasClients(EventType.LOGGING) ? membership.others() : List.of());
        if (!hub.hasClients()) {
            if (idle++ == LINGER) links.keySet().forEach(this::unlink);
            return CompletableFuture.completedFuture(null);
        }
        if (idle > LINGER) gaps.begin();
        idle = 0;
        var others = membership.others();
        unlinkAllBut(others);
        others.stream().filter(this::isUnlinked).forEach(this::link);
        others.stream().filter(it -> !isHeard(it)).map(Member::name).forEach(gaps::lookAt);
        gaps.lookAgain();
        return CompletableFuture.allOf(Stream.concat(links.values().stream(), logs.all())
                .map(EventLink::settled)
                .toArray(CompletableFuture[]::new));
    }

    private void unlinkAllBut(List<Member> others) {
        var incarnations = others.stream().map(Member::incarnation).toList();
        links.keySet().stream().filter(it -> !incarnations.contains(it)).forEach(this::unlink);
    }

    private void unlink(UUID incarnation) {
        var link = links.remove(incarnation);
        if (link == null) return;
        link.close();
        gaps.lookAt(link.peer().name());
    }

    private boolean isUnlinked(Member member) {
        var link = links.get(member.incarnation());
        return link == null || link.over().isDone();
    }

    private boolean isHeard(Member member) {
        var link = links.get(member.incarnation());
        return link != null && link.isOpen();
    }

    private void link(Member member) {
        var link = new EventLink(member, EventLink.EVENTS, text -> heard(member, text));
        links.put(member.incarnation(), link);
        gaps.meets(member.name(), member.joinedAt());
        link.open(client).whenComplete((_, failure) -> {
            if (failure != null) LOG.debug("Cannot listen to member {}", member.name(), failure);
            gaps.lookAt(member.name());
        });
    }

    private void heard(Member member, String text) {
        var event = inject(member, text);
        if (event != null) gaps.heard(member.name(), event.timestamp());
    }

    private @Nullable Event inject(Member member, String text) {
        try {
            var event = MemberEvent.parse(text, mapper);
            if (event != null) hub.inject(event);
            return event;
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("member", member.name())
                    .setCause(e)
                    .log("An event of another member is not understood");
            return null;
        }
    }

    @Override
    public void destroy() {
        looker.shutdownNow();
        Stream.concat(links.values().stream(), logs.all()).forEach(EventLink::close);
    }
}
