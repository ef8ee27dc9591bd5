package io.operations;

import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Conflict references.
 *
 * @param scope within what no two active operations share one. Default {@code project}
 */
@ConfigurationProperties("operations.conflict")
record ConflictSettings(@DefaultValue("project") Scope scope) {

    enum Scope {
        /** Each project has references of its own. */
        PROJECT,
        /** One reference in all projects, as in LXD. */
        SERVICE;

        /** As the change log spells it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
