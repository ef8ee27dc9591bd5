package io.operations.operation;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** The rules for the URL of what an operation acts on (contract §1.3.1, §1.3.2). */
final class EntityUrl {

    /** In UTF-8: rows are found by it, and an index of PostgreSQL holds at most 2,704 bytes. */
    private static final int MAX_BYTES = 2048;

    private static final String SERVER = "/1.0";

    private EntityUrl() {}

    /** The URL as the operation keeps it: the caller's, or the default where the type has one. */
    static String resolve(OperationArgs args) {
        var type = args.type();
        var given = args.entityUrl();
        if (given == null) {
            return defaultUrl(type, args.project());
        }
        var path = parse(Json.requireStorable(given, "entity_url")).getPath();
        if (!type.anyEntity() && !type.entityType().matches(path)) {
            throw OperationArgs.invalid("Entity type for URL \"" + given + "\" does not match operation entity type \""
                    + type.entityType().wireName() + "\"");
        }
        return given;
    }

    /** The URL as clients see it: what belongs to a project names the project that the caller asked for, if any. */
    static String visible(OperationType type, String project, String url) {
        return !project.isEmpty() && !type.anyEntity() && type.entityType().inProject()
                ? UriComponentsBuilder.fromUriString(url)
                        .replaceQueryParam("project", UriUtils.encode(project, StandardCharsets.UTF_8))
                        .build()
                        .toUriString()
                : url;
    }

    private static String defaultUrl(OperationType type, String project) {
        if (type.anyEntity() && !project.isEmpty()) {
            return "/1.0/projects/" + UriUtils.encode(project, StandardCharsets.UTF_8);
        }
        if (type.anyEntity() || type.entityType() == EntityType.SERVER) {
            return SERVER;
        }
        throw OperationArgs.invalid("Operation entity URL required");
    }

    private static URI parse(String url) {
        try {
            var uri = new URI(url);
            if (url.startsWith("/")
                    && uri.getAuthority() == null
                    && url.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Refused below, like whatever else is no absolute path.
        }
        throw OperationArgs.invalid(
                "Invalid operation entity URL: entity_url must be an absolute path of at most " + MAX_BYTES + " bytes");
    }
}
