package io.operations.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.operations.ServiceTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The image's health check is the program that asks a member. */
@ServiceTest
class HealthcheckTests {

    private final int port;

    HealthcheckTests(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void findsAReadyMemberHealthy() throws Exception {
        assertThat(check(port)).isZero();
    }

    @Test
    void findsHealthyNeitherOneThatIsNotReadyNorNone() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        var unready = server.getAddress().getPort();

        assertThat(check(unready)).isEqualTo(1);
        server.stop(0);
        assertThat(check(unready)).isEqualTo(1);
    }

    private static int check(int port) throws IOException, InterruptedException {
        var check = new ProcessBuilder("deploy/image/healthcheck")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        check.environment().put("MANAGEMENT_SERVER_PORT", String.valueOf(port));
        return check.start().waitFor();
    }
}
