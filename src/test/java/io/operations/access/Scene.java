package io.operations.access;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Makes what requests are about: operations of an administrator, and of somebody who may schedule in one project. */
final class Scene {

    private static final String ENDLESS = "{\"type\": \"wait\", \"inputs\": {\"duration\": 600}}";
    private static final String FAMILY =
            "{\"type\": \"bulk\", \"children\": [{\"type\": \"wait\", \"inputs\": {\"duration\": 600}}]}";

    private final Somebody admin;
    private final Somebody creator;

    Scene(Somebody admin, Somebody creator) {
        this.admin = admin;
        this.creator = creator;
    }

    static String fresh() {
        return "p" + UUID.randomUUID();
    }

    String project(String name) {
        admin.post("/1.0/projects", "{\"name\": \"%s\"}".formatted(name));
        return name;
    }

    /** @param things what has been made for the same request */
    String find(String what, Map<String, String> things) {
        var made = things.get(what);
        if (made != null) return made;
        var fresh = make(what, things);
        things.put(what, fresh);
        return fresh;
    }

    /** Cancels all that goes on. */
    void clear() {
        admin.get("/1.0/operations?all-projects=true")
                .metadata()
                .path("running")
                .values()
                .forEach(it -> admin.call("DELETE", it.asString(), null));
    }

    private String make(String what, Map<String, String> things) {
        return switch (what) {
            case "own" -> posted(admin, ENDLESS).id();
            case "other" -> admin.post("/1.0/operations?project=other", ENDLESS).id();
            case "mine" -> posted(creator, ENDLESS).id();
            case "server" -> issued().id();
            case "child" -> child(posted(admin, FAMILY).id());
            case "absent" -> UUID.randomUUID().toString();
            case "token" -> keeping(things, "/secret", posted(admin, "{\"type\": \"token\"}"));
            case "socket" -> keeping(things, "/fds/0", posted(admin, "{\"type\": \"relay\"}"));
            case "secret" -> Objects.requireNonNull(things.get("secret"));
            case "member" ->
                admin.get("/1.0").metadata().at("/environment/server_name").asString();
            case "project" -> project(fresh());
            case "certificate" -> ClientCertificate.fresh().trustedBy(admin);
            default -> throw new IllegalArgumentException(what);
        };
    }

    Somebody.Reply issued() {
        return admin.post("/1.0/certificates", "{\"name\": \"somebody\", \"token\": true}");
    }

    private static Somebody.Reply posted(Somebody caller, String body) {
        return caller.post("/1.0/operations?project=own", body);
    }

    private String child(String parent) {
        return admin.get("/1.0/operations/" + parent + "?recursion=1")
                .metadata()
                .path("children")
                .path(0)
                .path("id")
                .asString();
    }

    private static String keeping(Map<String, String> things, String where, Somebody.Reply made) {
        things.put("secret", made.metadata().path("metadata").at(where).asString());
        return made.id();
    }
}
