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
                "PYTHONDONTWRITEBYTECODE", "1",
                "PYLXD_WARNINGS", "none");
    }
}
