package io.operations.client;

import java.nio.file.Path;
import java.util.Map;

/** The environment in which a client finds a folder and nothing of the machine's own LXD. */
final class Surroundings {

    private Surroundings() {}

    static Map<String, String> of(Path home) {
        return Map.of(
                "HOME", home.toString(),
                "LXD_CONF", home.resolve("lxc").toString(),
                "LXD_DIR", home.toString(),
                "LC_ALL", "C.UTF-8",
                "TZ", "UTC",
                "NO_PROXY", "*",
                // What the machine trusts would come before what pylxd is told to trust.
                "REQUESTS_CA_BUNDLE", "",
                "CURL_CA_BUNDLE", "",
                "PYTHONDONTWRITEBYTECODE", "1",
                "PYLXD_WARNINGS", "none");
    }
}
