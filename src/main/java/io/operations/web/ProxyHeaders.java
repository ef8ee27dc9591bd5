package io.operations.web;

import java.util.regex.Pattern;

/**
 * Names of headers by which proxies, load balancers and content delivery networks say for whom they call. Clients do not send
 * them. A name too many costs a caller on this machine its trust; a name too few could give it to a stranger.
 */
final class ProxyHeaders {

    /** Anywhere in a name. */
    private static final String WORDS = "forward|proxy|client-?ip|real-?ip|remote-(addr|host|ip|port|user)|original-"
            + "|cluster-client|connecting-ip|source-ip|peer-(addr|ip)";

    /** At the beginning of a name: what vendors prefix theirs with. */
    private static final String PREFIXES =
            "via|cf-|cdn-|x-cdn|x-envoy-|x-akamai|akamai|fastly|x-amz-cf-|x-amzn-|cloudfront-"
                    + "|x-azure-|x-fd-|x-arr-|x-goog-|x-cloud-|x-appengine-|x-gateway|x-ingress|x-nginx|x-varnish|x-sucuri"
                    + "|x-incap|incap-|x-vercel-|x-nf-|fly-|do-connecting|x-client|x-scheme|x-host|x-b3-gateway|x-coming-from"
                    + "|x-cluster|x-lb-|x-edge-|x-haproxy|x-traefik|x-kong|x-tls-|x-ssl|ssl-client|x-url-scheme|front-end-https";

    private static final Pattern NAME =
            Pattern.compile("(.*(" + WORDS + ").*)|((" + PREFIXES + ").*)", Pattern.CASE_INSENSITIVE);

    private ProxyHeaders() {}

    static boolean contain(String name) {
        return NAME.matcher(name).matches();
    }
}
