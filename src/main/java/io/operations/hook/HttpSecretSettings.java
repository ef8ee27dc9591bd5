package io.operations.hook;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Credentials that calls may send without their callers knowing them.
 *
 * @param secrets by name, which is what {@code {"secret_ref": "NAME"}} says in place of a header's value. Default none
 */
@ConfigurationProperties("operations.http")
record HttpSecretSettings(@DefaultValue Map<String, Secret> secrets) {

    HttpSecretSettings {
        secrets = Map.copyOf(secrets);
        secrets.forEach((name, secret) -> secret.check("operations.http.secrets." + name));
    }

    /**
     * One of them. Says who may use it where: without both lists it is refused.
     *
     * @param value    the whole header value
     * @param file     in place of the value: a file with it, read at each call
     * @param projects whose operations may send it; {@code *} for all
     * @param hosts    where it may be sent, as in {@code operations.http.allowed-hosts}
     */
    record Secret(
            @Nullable String value,
            @Nullable Path file,
            @DefaultValue List<String> projects,
            @DefaultValue List<String> hosts) {

        private void check(String property) {
            if ((value == null) == (file == null)) {
                throw new IllegalArgumentException(property + " needs a value or a file");
            }
            if (projects.isEmpty() || hosts.isEmpty()) {
                throw new IllegalArgumentException(property + " needs projects and hosts that may have it");
            }
            hosts.forEach(AllowedHost::of);
        }

        /** Tells no secret. */
        @Override
        public String toString() {
            return "Secret of " + projects + " for " + hosts;
        }
    }
}
