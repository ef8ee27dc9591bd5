package io.operations.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** One of each kind of caller that {@link AccessTest} knows. */
final class Everybody {

    private final Map<String, Somebody> callers = new LinkedHashMap<>();

    Everybody(int port) {
        var admin = Somebody.withToken(port, AccessTest.ISSUER.token("admin", "admins"));
        callers.put("admin", admin);
        callers.put("nobody", Somebody.unknown(port));
        for (var user : new String[] {"stranger", "viewer", "creator", "editor", "listener", "scraper"})
            callers.put(user, Somebody.withToken(port, AccessTest.ISSUER.token(user)));
        callers.put("watcher", Somebody.withToken(port, AccessTest.ISSUER.token("watcher", "watchers")));
        admin.post("/1.0/projects", "{\"name\": \"own\"}");
        admin.post("/1.0/projects", "{\"name\": \"other\"}");
        var address = admin.tlsAddress();
        callers.put("client", trusted(address, ""));
        callers.put("restricted", trusted(address, ", \"restricted\": true, \"projects\": [\"own\"]"));
        callers.put("metrics", trusted(address, ", \"type\": \"metrics\""));
        callers.put("unknown", Somebody.withCertificate(address, ClientCertificate.fresh()));
    }

    private Somebody trusted(String address, String more) {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(named("admin"), more);
        return Somebody.withCertificate(address, certificate);
    }

    Somebody named(String name) {
        return Objects.requireNonNull(callers.get(name), name);
    }
}
