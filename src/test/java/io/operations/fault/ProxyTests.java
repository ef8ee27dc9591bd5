package io.operations.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the faults of the suite rest on: a proxy that is as slow, as silent and as broken as it says. */
class ProxyTests {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private ServerSocket database;
    private Proxy proxy;
    private Socket near;
    private Socket far;

    @BeforeEach
    void connect() throws Exception {
        database = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        proxy = new Proxy(database.getLocalPort());
        near = client();
        far = accepted.poll(10, TimeUnit.SECONDS);
        assertThat(roundTrip('a')).isEqualTo('A');
    }

    private void accept() {
        try {
            while (true) accepted.add(database.accept());
        } catch (IOException e) {
            assertThat(database.isClosed()).isTrue();
        }
    }

    private Socket client() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private char roundTrip(char sent) throws IOException {
        near.getOutputStream().write(sent);
        assertThat(far.getInputStream().read()).isEqualTo(sent);
        far.getOutputStream().write(Character.toUpperCase(sent));
        return (char) near.getInputStream().read();
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        proxy.close();
        database.close();
    }

    @Test
    void isSilentUntilItIsNot() throws IOException {
        proxy.silence();
        near.getOutputStream().write('b');
        near.close();

        await().during(Duration.ofMillis(300)).until(() -> far.getInputStream().available() == 0);
        try (var newcomer = client()) {
            assertThat(newcomer.isConnected()).isTrue();
            await().during(Duration.ofMillis(300)).until(accepted::isEmpty);
            proxy.resume();

            assertThat(far.getInputStream().read()).as("what was under way").isEqualTo('b');
            assertThat(far.getInputStream().read()).as("the end").isEqualTo(-1);
            await().atMost(LONG).until(() -> !accepted.isEmpty());
        }
    }

    @Test
    void tellsOneEndThatTheOtherHasGone() throws IOException {
        near.close();

        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void resetsBothEnds() throws Exception {
        proxy.cut();

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> near.getInputStream().read());
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> far.getInputStream().read());
        near = client();
        far = accepted.poll(10, TimeUnit.SECONDS);
        assertThat(roundTrip('c')).isEqualTo('C');
    }

    @Test
    void refusesUntilItAccepts() throws Exception {
        proxy.refuse();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::client);

        proxy.accept();

        near = client();
        far = accepted.poll(10, TimeUnit.SECONDS);
        assertThat(roundTrip('d')).isEqualTo('D');
    }

    @Test
    void isSlow() throws IOException {
        proxy.delay(Duration.ofMillis(200));
        var begin = System.nanoTime();

        assertThat(roundTrip('e')).isEqualTo('E');

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }
}
