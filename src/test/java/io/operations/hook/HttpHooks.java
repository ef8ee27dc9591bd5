package io.operations.hook;

import io.opentelemetry.api.trace.TracerProvider;
import io.operations.operation.OwnEndpoints;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

/** Hooks of the http-request type as tests need them, and what to do with them. */
final class HttpHooks {

    private HttpHooks() {}

    static HttpRequestHook onLoopback() {
        return allowing("127.0.0.1:*", "localhost:*");
    }

    static HttpRequestHook allowing(String... hosts) {
        return with(HostNames.system(), DefaultClientTlsStrategy.createDefault(), hosts);
    }

    /** Every name stands for this address. */
    static HttpRequestHook resolvingTo(String address, String... hosts) {
        HostNames names = name -> List.of(InetAddress.ofLiteral(address));
        return with(names, DefaultClientTlsStrategy.createDefault(), hosts);
    }

    /** On loopback, with these secrets. */
    static HttpRequestHook sending(Map<String, HttpSecretSettings.Secret> secrets) {
        var tls = DefaultClientTlsStrategy.createDefault();
        return with(HostNames.system(), tls, secrets, "127.0.0.1:*", "localhost:*");
    }

    static HttpRequestHook with(HostNames names, TlsSocketStrategy tls, String... hosts) {
        return with(names, tls, Map.of(), hosts);
    }

    private static HttpRequestHook with(
            HostNames names, TlsSocketStrategy tls, Map<String, HttpSecretSettings.Secret> secrets, String... hosts) {
        var settings = new HttpRequestSettings(
                List.of(hosts), Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofSeconds(5));
        var allowed = AllowedHosts.of(settings.allowedHosts(false), OwnEndpoints.NONE);
        var client = new DirectClient(new CheckedResolver(allowed, names), tls, settings.connectTimeout());
        return new HttpRequestHook(
                settings,
                allowed,
                new HttpSecrets(new HttpSecretSettings(secrets)),
                client,
                TracerProvider.noop().get(""));
    }

    static RecordedRun get(String url) {
        return RecordedRun.of("{\"url\": \"" + url + "\"}");
    }

    /** A run on a virtual thread of its own, as in the service. */
    record Started(Thread thread, FutureTask<Void> outcome) {}

    static Started start(HttpRequestHook hook, RecordedRun run) {
        var outcome = new FutureTask<Void>(() -> {
            hook.run(run);
            return null;
        });
        return new Started(Thread.ofVirtual().name("run").start(outcome), outcome);
    }
}
