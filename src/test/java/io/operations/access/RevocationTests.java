package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whose certificate is taken back is out at once: on connections that stand, too. */
@TlsTest
class RevocationTests {

    private final Somebody admin;
    private final ClientCertificate certificate = ClientCertificate.fresh();
    private final Somebody client;

    RevocationTests(@LocalServerPort int port) {
        admin = Somebody.unknown(port);
        certificate.trustedBy(admin);
        client = Somebody.withCertificate(admin.tlsAddress(), certificate);
    }

    private void revoke() {
        var path = "/1.0/certificates/" + certificate.fingerprint();
        assertThat(admin.call("DELETE", path, null).status()).isEqualTo(200);
    }

    @Test
    void endsTrustOnAConnectionThatStands() {
        assertThat(client.get("/1.0/operations").status()).isEqualTo(200);

        revoke();

        assertThat(client.get("/1.0/operations").status()).isEqualTo(403);
        assertThat(client.upgrade("/1.0/events")).isEqualTo(403);
        assertThat(client.get("/1.0").metadata().path("auth").asString()).isEqualTo("untrusted");
    }

    @Test
    void closesItsEventsAndNobodyElses() {
        var other = ClientCertificate.fresh();
        other.trustedBy(admin);
        var stays = new Ending();
        var goes = new Ending();
        var kept = Somebody.withCertificate(admin.tlsAddress(), other).open("/1.0/events", stays);
        var closed = client.open("/1.0/events", goes);

        revoke();

        assertThat(goes.status.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("1008 Access has ended");
        assertThat(stays.status).isNotDone();
        kept.abort();
        closed.abort();
    }

    @Test
    void canBeTrustedAnew() {
        revoke();

        certificate.trustedBy(admin);

        assertThat(client.get("/1.0/operations").status()).isEqualTo(200);
    }

    private static final class Ending implements WebSocket.Listener {

        final CompletableFuture<String> status = new CompletableFuture<>();

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            status.complete(code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            status.completeExceptionally(error);
        }
    }
}
