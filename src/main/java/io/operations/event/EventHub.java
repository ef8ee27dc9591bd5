package io.operations.event;

import io.operations.event.Subscription.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Delivers events to subscriptions, in the order in which they were published: from one thread, or from one thread after
 * another, every listener sees that order, and all listeners see the same one.
 *
 * <p>Publishing appends to a bounded queue; one thread takes from it, writes each event once and offers it to whoever wants
 * it. A listener never holds anybody up: it has room or it is closed.
 */
@Component
@EnableConfigurationProperties(EventSettings.class)
public final class EventHub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

    private static final long LOOK_NANOS = 1_000_000;

    private final EventSettings settings;
    private final EventMetrics metrics;
    private final EventWriter writer;
    private final EventQueue queue;
    private final AtomicLong waiting = new AtomicLong();
    private final Object registration = new Object();
    private final Thread dispatcher;
    private volatile List<Subscription> subscriptions = List.of();
    private volatile Runnable beforeListening = () -> {};
    private volatile Runnable whenSomebodyListens = () -> {};
    private volatile BiPredicate<String, Instant> missed = (_, _) -> true;
    private volatile boolean closed;

    // Of the dispatcher's thread only.
    private final EventOrder order = new EventOrder();

    EventHub(EventSettings settings, EventMetrics metrics, JsonMapper mapper) {
        this.settings = settings;
        this.metrics = metrics;
        this.writer = new EventWriter(mapper);
        this.queue = new EventQueue(settings);
        metrics.watch(() -> subscriptions.size(), queue::size, this::longestBacklog);
        dispatcher = Thread.ofPlatform().name("event-hub").daemon().start(this::dispatch);
    }

    /**
     * Hands the event to all who listen now. Costs a counter when nobody does. Waits only while the queue is full, never
     * for a listener, and calls nothing back: it may be called with a lock held. Does nothing once the hub is closed.
     */
    public void publish(Event event) {
        metrics.published(event.type());
        put(event, subscriptions, false);
    }

    /** The same of what is not worth waiting for: it is left out where the queue is full. */
    void offer(Event event) {
        metrics.published(event.type());
        var listeners = subscriptions;
        if (listeners.isEmpty()) return;
        waiting.incrementAndGet();
        if (!queue.offer(new EventQueue.Entry(event, listeners, false))) waiting.decrementAndGet();
    }

    /** Whether somebody, or another member on somebody's behalf, may want events of this type now. */
    boolean isListenedTo(EventType type) {
        return isListenedTo(type, subscriptions);
    }

    /** The same of those that listen to this member. */
    boolean hasClients(EventType type) {
        return isListenedTo(type, clients());
    }

    private static boolean isListenedTo(EventType type, List<Subscription> listeners) {
        return listeners.stream().anyMatch(it -> it.mayWant(type));
    }

    /** Hands on what another member has published; its own members' listeners have it from there. */
    void inject(Event event) {
        metrics.injected();
        put(event, clients(), false);
    }

    /** The same of what another member may have told already: whoever has heard it does not hear it again. */
    public void repeat(Event event) {
        put(event, clients(), true);
    }

    /** The same of what this member may have published or not: its members' listeners are told too. */
    public void publishAgain(Event event) {
        put(event, subscriptions, true);
    }

    private void put(Event event, List<Subscription> listeners, boolean repeated) {
        if (listeners.isEmpty()) return;
        waiting.incrementAndGet();
        queue.put(new EventQueue.Entry(event, listeners, repeated));
    }

    /** Waits until all that was published is with its listeners, at most so long. */
    public void awaitDelivered(Duration limit) {
        var end = System.nanoTime() + limit.toNanos();
        while (waiting.get() > 0 && !closed && System.nanoTime() < end) LockSupport.parkNanos(LOOK_NANOS);
    }

    private int longestBacklog() {
        return subscriptions.stream().mapToInt(Subscription::waiting).max().orElse(0);
    }

    private List<Subscription> clients() {
        return only(subscriptions, false);
    }

    boolean hasClients() {
        return subscriptions.stream().anyMatch(it -> !it.isOfMember());
    }

    /**
     * Who knows what another member may have told since, and {@linkplain #repeat repeats} it.
     *
     * @param finder gets the member's name and the time; says whether it could look
     */
    public void whenMissed(BiPredicate<String, Instant> finder) {
        missed = finder;
    }

    boolean lookForMissed(String member, Instant since) {
        return missed.test(member, since);
    }

    /** What to do before somebody listens: it is waited for. */
    void beforeListening(Runnable preparation) {
        beforeListening = preparation;
    }

    /** What to do each time somebody listens, here or by way of another member. */
    void whenSomebodyListens(Runnable preparation) {
        whenSomebodyListens = preparation;
    }

    /** Starts to listen: every event of any member that is published after this returns and that the filter accepts. */
    public Subscription subscribe(EventFilter filter) {
        var subscription = register(new Subscription(filter::accepts, filter.audible(), false, settings, this));
        beforeListening.run();
        return subscription;
    }

    /**
     * The same for another member: what happens on this one.
     *
     * @param log what this one logs, and nothing else; else all but that
     */
    public Subscription subscribeMember(boolean log) {
        var lines = EnumSet.of(EventType.LOGGING);
        var types = log ? lines : EnumSet.complementOf(lines);
        return register(new Subscription(it -> types.contains(it.type()), types, true, settings, this));
    }

    private Subscription register(Subscription subscription) {
        whenSomebodyListens.run();
        synchronized (registration) {
            subscriptions = Stream.concat(subscriptions.stream(), Stream.of(subscription))
                    .toList();
        }
        if (closed) subscription.close();
        return subscription;
    }

    /** Ends every subscription and forgets what was not delivered. */
    @Override
    public void close() {
        closed = true;
        queue.close();
        subscriptions.forEach(Subscription::close);
    }

    void forget(Subscription subscription, Reason reason) {
        synchronized (registration) {
            subscriptions = subscriptions.stream()
                    .filter(other -> other != subscription)
                    .toList();
        }
        metrics.ended(reason);
    }

    void delivered() {
        metrics.delivered();
    }

    Thread dispatcher() {
        return dispatcher;
    }

    private void dispatch() {
        while (!closed)
            queue.takeAll().forEach(it -> {
                deliver(it);
                metrics.handedOver(it.since());
                waiting.decrementAndGet();
            });
    }

    private void deliver(EventQueue.Entry entry) {
        if (!order.admits(entry)) return;
        var interested = entry.listeners().stream()
                .filter(listener -> listener.wants(entry.event()))
                .toList();
        deliver(entry.event(), only(interested, false), writer::write);
        deliver(entry.event(), only(interested, true), writer::writeForMember);
    }

    private static List<Subscription> only(List<Subscription> listeners, boolean members) {
        return listeners.stream().filter(it -> it.isOfMember() == members).toList();
    }

    /** Whatever an event's getters throw ends its own listeners, for whom it would be a hole, and not this thread. */
    private void deliver(Event event, List<Subscription> listeners, Function<Event, String> form) {
        if (listeners.isEmpty()) return;
        try {
            var frame = form.apply(event);
            listeners.forEach(listener -> listener.offer(frame));
        } catch (RuntimeException | Error failure) {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("type", event.type().wireName())
                    .addKeyValue("project", event.project())
                    .log("Failed writing an event; closing its listeners");
            listeners.forEach(listener -> listener.end(Reason.UNWRITABLE));
        }
    }
}
