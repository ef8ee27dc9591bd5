package io.operations.hook;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends a request exactly once, over a connection of its own, straight to an address that the resolver gave. Everything
 * that a client might do unasked is off: redirects, retries, proxies, cookies, log-ins, decompression, upgrades.
 */
final class DirectClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Http1Config BOUNDED =
            Http1Config.custom().setMaxLineLength(16_384).setMaxHeaderCount(200).build();
    private static final RequestConfig PLAIN = RequestConfig.custom()
            .setAuthenticationEnabled(false)
            .setExpectContinueEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .setResponseTimeout(Timeout.DISABLED)
            .build();

    private final DnsResolver resolver;
    private final TlsSocketStrategy tls;
    private final ConnectionConfig connection;

    DirectClient(DnsResolver resolver, TlsSocketStrategy tls, Duration connectTimeout) {
        this.resolver = resolver;
        this.tls = tls;
        this.connection = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(connectTimeout))
                .build();
    }

    /**
     * Sends it and returns when status and headers have arrived.
     *
     * @param ours headers that nobody overrides
     */
    Exchange send(Hop hop, Map<String, String> ours, Deadline deadline) throws IOException {
        var client = client();
        var request = request(hop, ours);
        deadline.cuts(request::cancel);
        try {
            var endpoint = hop.endpoint();
            var host = new HttpHost(endpoint.scheme(), endpoint.host(), endpoint.port());
            return new Exchange(client, request, client.executeOpen(host, request, null));
        } catch (IOException | RuntimeException e) {
            client.close(CloseMode.IMMEDIATE);
            throw e;
        }
    }

    private CloseableHttpClient client() {
        return HttpClientBuilder.create()
                .setConnectionManager(connections())
                .setDefaultRequestConfig(PLAIN)
                // The default asks the JVM's ProxySelector, and a proxy would do the connecting.
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .setDefaultCredentialsProvider(new BasicCredentialsProvider())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent("operation-service")
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableRedirectHandling()
                .build();
    }

    private BasicHttpClientConnectionManager connections() {
        var connections = BasicHttpClientConnectionManager.create(
                DefaultSchemePortResolver.INSTANCE,
                resolver,
                RegistryBuilder.<TlsSocketStrategy>create()
                        .register("https", tls)
                        .build(),
                ManagedHttpClientConnectionFactory.builder()
                        .http1Config(BOUNDED)
                        .build());
        connections.setConnectionConfig(connection);
        return connections;
    }

    private static HttpUriRequestBase request(Hop hop, Map<String, String> ours) {
        var request = new HttpUriRequestBase(hop.method(), hop.endpoint().uri());
        request.setHeader("Accept", "application/json, application/x-ndjson");
        hop.headers().forEach(request::setHeader);
        ours.forEach(request::setHeader);
        request.setHeader("Connection", "close");
        if (hop.body() != null) {
            request.setEntity(
                    new ByteArrayEntity(JSON.writeValueAsBytes(hop.body()), ContentType.create("application/json")));
        }
        return request;
    }
}
