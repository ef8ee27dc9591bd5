package io.operations.hook;

import io.operations.operation.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts configured secrets in the place of their names, for the projects and hosts that may have them. */
final class HttpSecrets {

    private static final Logger LOG = LoggerFactory.getLogger(HttpSecrets.class);
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    private final Map<String, HttpSecretSettings.Secret> secrets;

    HttpSecrets(HttpSecretSettings settings) {
        secrets = settings.secrets();
    }

    /**
     * The values of headers, by their names.
     *
     * @param references names of secrets, by header
     * @throws OperationException.Failed if one is not configured, or not for this project and endpoint: one answer for all
     */
    Map<String, String> resolve(Map<String, String> references, String project, Endpoint endpoint) {
        var values = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        references.forEach((header, name) -> values.put(header, value(header, name, project, endpoint)));
        return values;
    }

    private String value(String header, String name, String project, Endpoint endpoint) {
        var secret = secrets.get(name);
        if (secret == null || !isFor(project, secret) || !isFor(endpoint, secret)) {
            throw new OperationException.Failed(
                    FORBIDDEN,
                    "inputs.headers." + header + " names a secret that operations of this project may not send to "
                            + endpoint.origin());
        }
        var value = secret.file() == null ? String.valueOf(secret.value()) : read(name, secret.file());
        if (!CallerHeaders.isValue(value) || value.isBlank()) throw unavailable(name);
        return value;
    }

    private static boolean isFor(String project, HttpSecretSettings.Secret secret) {
        return secret.projects().contains("*")
                || !project.isEmpty() && secret.projects().contains(project);
    }

    private static boolean isFor(Endpoint endpoint, HttpSecretSettings.Secret secret) {
        Predicate<AllowedHost> isThere = it -> it.hasPort(endpoint.port()) && it.matches(endpoint.host());
        return secret.hosts().stream().map(AllowedHost::of).anyMatch(isThere);
    }

    private static String read(String name, Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            LOG.warn("The file of operations.http.secrets.{} cannot be read: {}", name, e.toString());
            throw unavailable(name);
        }
    }

    private static OperationException.Failed unavailable(String name) {
        return new OperationException.Failed(UNAVAILABLE, "The secret \"" + name + "\" is not available");
    }
}
