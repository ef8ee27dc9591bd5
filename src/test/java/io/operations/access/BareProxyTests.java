package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Ports;
import io.operations.ServiceTest;
import io.operations.client.RequiresClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Row D: an nginx on this machine that was told nothing but where the service is makes nobody trusted. */
@RequiresClients(programs = "nginx")
@ServiceTest
class BareProxyTests {

    private final int port;

    BareProxyTests(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void letsNobodyIn(@TempDir Path folder) throws IOException {
        var listening = Ports.free();
        var nginx = start(folder, listening);
        try {
            await().until(() -> Ports.isListening(listening));
            var front = Api.ofOthers(listening);

            assertThat(front.get("/1.0").hasStatus(200).metadata().path("auth").asString())
                    .isEqualTo("untrusted");
            front.get("/1.0/operations").hasStatus(403);
        } finally {
            nginx.destroy();
            await().until(() -> !nginx.isAlive());
        }
    }

    private Process start(Path folder, int listening) throws IOException {
        var file = Files.writeString(folder.resolve("nginx.conf"), """
                pid %1$s/nginx.pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen 127.0.0.1:%2$d;
                        location / { proxy_pass http://127.0.0.1:%3$d; }
                    }
                }
                """.formatted(folder, listening, port));
        return new ProcessBuilder("nginx", "-e", "stderr", "-c", file.toString(), "-g", "daemon off;")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
    }
}
