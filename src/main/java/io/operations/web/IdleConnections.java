package io.operations.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections on which no request is being answered: new ones, idle ones, and those that have sent a part of a request. There is
 * room for so many. The one that has been silent for longest makes room for the next: a client that is about to send its request
 * is never that one, however many others only hold connections open. Those of trusted callers stay while there are enough of
 * strangers. Safe for many threads.
 */
final class IdleConnections {

    private static final Logger LOG = LoggerFactory.getLogger(IdleConnections.class);

    /** Bytes of one that has sent nearly all of its headers, as measured. */
    static final long EACH = 40_960;

    /** Nanoseconds between two looks for connections that are closed. */
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    /** Trusted callers may not take all of it: others are trusted with their first request only. */
    private static final int STRANGERS_PART = 4;

    private final int limit;
    private final long firstRequest;
    private final long nextRequest;
    private final LongSupplier nanoTime;
    private final SequencedMap<Ends, Connection> strangers = new LinkedHashMap<>();
    private final SequencedMap<Ends, Connection> trusted = new LinkedHashMap<>();
    private long closed;
    private long lookedAt;

    /** Both ends of a connection, as its socket has them. The service's own address is not needed: its ports differ. */
    private record Ends(InetAddress peer, int peerPort, int ownPort) {}

    /** An open connection, and until when its next request has to be there. */
    static final class Connection {

        private final Ends ends;
        private final SocketChannel channel;
        private long deadline;
        private boolean isTrusted;

        private Connection(Ends ends, SocketChannel channel, long deadline) {
            this.ends = ends;
            this.channel = channel;
            this.deadline = deadline;
        }
    }

    /**
     * @param limit        how many there may be
     * @param firstRequest how long the first request may take to arrive, TLS and headers included
     * @param nextRequest  the same for each further one, from the end of the one before; no limit if negative
     * @param nanoTime     a time that only grows, as {@link System#nanoTime()}
     */
    IdleConnections(int limit, Duration firstRequest, Duration nextRequest, LongSupplier nanoTime) {
        this.limit = limit;
        this.firstRequest = firstRequest.toNanos();
        this.nextRequest = nextRequest.isNegative() ? Long.MAX_VALUE / 2 : nextRequest.toNanos();
        this.nanoTime = nanoTime;
        lookedAt = nanoTime.getAsLong() - PAUSE;
    }

    /** A connection has been accepted. */
    void accepted(SocketChannel channel) throws IOException {
        if (!(channel.getRemoteAddress() instanceof InetSocketAddress peer)
                || !(channel.getLocalAddress() instanceof InetSocketAddress own)) return;
        var ends = new Ends(peer.getAddress(), peer.getPort(), own.getPort());
        add(new Connection(ends, channel, nanoTime.getAsLong() + firstRequest));
    }

    /**
     * A whole request has arrived, without its body.
     *
     * @return to be handed to {@link #answered}; null for a connection that is not known here
     */
    synchronized @Nullable Connection requested(InetAddress peer, int peerPort, int ownPort) {
        var ends = new Ends(peer, peerPort, ownPort);
        var connection = trusted.remove(ends);
        return connection == null ? strangers.remove(ends) : connection;
    }

    /**
     * The request has been answered, and the connection waits for the next one.
     *
     * @param ofTrusted whether its caller is trusted
     */
    void answered(Connection connection, boolean ofTrusted) {
        connection.isTrusted = ofTrusted;
        connection.deadline = nanoTime.getAsLong() + nextRequest;
        if (connection.channel.isOpen()) add(connection);
    }

    private void add(Connection connection) {
        var surplus = addAndChoose(connection);
        surplus.forEach(IdleConnections::close);
    }

    /** @return the connections that have to make room for it */
    private synchronized List<Connection> addAndChoose(Connection connection) {
        (connection.isTrusted ? trusted : strangers).putLast(connection.ends, connection);
        if (number() <= limit) return List.of();
        forgetClosed();
        if (number() <= limit) return List.of();
        closed++;
        var from = trusted.isEmpty() || strangers.size() > limit / STRANGERS_PART ? strangers : trusted;
        return List.of(from.pollFirstEntry().getValue());
    }

    /** Not for each of many that come at once: it looks at all. */
    private void forgetClosed() {
        var now = nanoTime.getAsLong();
        if (now - lookedAt < PAUSE) return;
        lookedAt = now;
        removeIf(it -> !it.channel.isOpen());
    }

    private void removeIf(Predicate<Connection> condition) {
        strangers.values().removeIf(condition);
        trusted.values().removeIf(condition);
    }

    /** Closes those whose request has not arrived in time, however often they send a byte of it. */
    void closeLate() {
        late().forEach(IdleConnections::close);
    }

    private synchronized List<Connection> late() {
        var now = nanoTime.getAsLong();
        var late = Stream.of(strangers, trusted)
                .flatMap(it -> it.values().stream())
                .filter(it -> it.deadline - now < 0)
                .toList();
        removeIf(it -> it.deadline - now < 0 || !it.channel.isOpen());
        return late;
    }

    /** To Tomcat it is as if the client had closed it: closing it here would leave Tomcat's own record of it behind. */
    private static void close(Connection connection) {
        try {
            connection.channel.shutdownInput();
            connection.channel.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("A connection that was to be closed is closed already", e);
        }
    }

    int limit() {
        return limit;
    }

    /** How many there are; some of them may be closed. */
    synchronized int number() {
        return strangers.size() + trusted.size();
    }

    /** How many have been closed to make room for others. */
    synchronized long closed() {
        return closed;
    }
}
