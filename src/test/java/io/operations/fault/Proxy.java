package io.operations.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/** A TCP connection to one port that can be made slow, silent, cut or refused. All that passes, passes in order. */
public final class Proxy implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int BUFFER = 16_384;

    private final IntSupplier target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private volatile ServerSocket server;
    private volatile Thread accepting;
    private volatile Duration delay = Duration.ZERO;
    private boolean silent;

    /** Of what clients say. */
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    /** @param target the port on this machine that it leads to */
    public Proxy(int target) {
        this(() -> target);
    }

    /** @param target asked whenever somebody connects */
    public Proxy(IntSupplier target) {
        this.target = target;
        server = listen(0);
        port = server.getLocalPort();
    }

    public int port() {
        return port;
    }

    /** Each piece of data, either way, arrives so much later. */
    void delay(Duration duration) {
        delay = duration;
    }

    /** A black hole: connections stay, new ones are taken, nothing passes either way until {@link #resume}. */
    public void silence() {
        lock.lock();
        try {
            silent = true;
        } finally {
            lock.unlock();
        }
    }

    /** So many bytes more of what clients say pass, all others never: the server waits for the rest of something. */
    public void haltAfter(long bytes) {
        left.set(bytes);
    }

    /** What was under way arrives now, ends of connections too. */
    public void resume() {
        lock.lock();
        try {
            silent = false;
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All connections are reset, at both ends, wherever they are; new ones are taken. */
    public void cut() {
        sockets.forEach(Proxy::reset);
    }

    /** All connections are reset, and new ones are refused until {@link #accept}. */
    void refuse() {
        close(server);
        // Until then somebody may still get through.
        join(accepting);
        cut();
    }

    void accept() {
        if (server.isClosed()) {
            server = listen(port);
        }
    }

    private ServerSocket listen(int at) {
        try {
            var listening = new ServerSocket(at, 256, LOOPBACK);
            accepting = Thread.ofVirtual().name("proxy").start(() -> acceptFrom(listening));
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptFrom(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                var near = listening.accept();
                sockets.add(near);
                Thread.ofVirtual().name("proxy-link").start(() -> link(near));
            } catch (IOException e) {
                // Closed, or out of something: the next accept says which.
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void link(Socket near) {
        awaitHearing();
        Socket far;
        try {
            far = new Socket(LOOPBACK, target.getAsInt());
        } catch (IOException e) {
            sockets.remove(near);
            reset(near);
            return;
        }
        sockets.add(far);
        var back = Thread.ofVirtual().name("proxy-back").start(() -> pump(far, near));
        pump(near, far);
        join(back);
        sockets.remove(near);
        sockets.remove(far);
        close(near);
        close(far);
    }

    /** Until one end says that it has nothing more to say, which the other end hears; a broken one breaks the other. */
    private void pump(Socket from, Socket to) {
        try {
            from.setTcpNoDelay(true);
            var in = from.getInputStream();
            var out = to.getOutputStream();
            var buffer = new byte[BUFFER];
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                pass();
                var passing = sockets.contains(from) && from.getLocalPort() == port ? passing(read) : read;
                out.write(buffer, 0, passing);
                if (passing < read) awaitEnd(to);
            }
            pass();
            to.shutdownOutput();
        } catch (IOException e) {
            awaitHearing();
            reset(from);
            reset(to);
        }
    }

    private int passing(int read) {
        var before = left.getAndUpdate(it -> Math.max(0, it - read));
        return (int) Math.min(read, before);
    }

    /** Nothing is said any more, not even that there is nothing more to say. */
    private static void awaitEnd(Socket socket) {
        while (!socket.isClosed()) LockSupport.parkNanos(10_000_000);
    }

    private void pass() {
        awaitHearing();
        var nanos = delay.toNanos();
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
            awaitHearing();
        }
    }

    private void awaitHearing() {
        lock.lock();
        try {
            while (silent) heard.awaitUninterruptibly();
        } finally {
            lock.unlock();
        }
    }

    /** Without waiting for what has not been sent: the other end gets a RST. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException alreadyClosed) {
            return;
        }
        close(socket);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        refuse();
        resume();
    }
}
