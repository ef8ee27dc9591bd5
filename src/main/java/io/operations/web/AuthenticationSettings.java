package io.operations.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Who is believed to be whom.
 *
 * @param trustLoopback      whether every connection from this machine to the plain port may do everything; only while that port
 *                           listens on loopback. Default: only in the embedded run
 * @param localTokenFile     where the service writes a fresh token at each start; a caller on this machine that sends it may do
 *                           everything. Default none
 * @param trustEverybody     whether all callers may do everything, wherever they are. Default false
 * @param allowedHosts       further names under which callers on this machine may call it; a web page could have any other
 *                           name point here. Default none
 * @param trustTokenLifetime how long a trust token can be redeemed. Default 24 h
 */
@ConfigurationProperties("operations.authentication")
record AuthenticationSettings(
        @Nullable Boolean trustLoopback,
        @Nullable Path localTokenFile,
        @DefaultValue("false") boolean trustEverybody,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("24h") Duration trustTokenLifetime) {

    AuthenticationSettings {
        allowedHosts = List.copyOf(allowedHosts);
        Assert.isTrue(
                trustTokenLifetime.isPositive(), "operations.authentication.trust-token-lifetime must be positive");
    }
}
