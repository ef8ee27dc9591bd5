package io.operations.member;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The one connection on which a member listens to the others.
 *
 * @param url JDBC URL of PostgreSQL itself, where {@code spring.datasource.url} is that of a pooler in transaction mode, which
 *            passes no notifications on; user name and password are the same unless it names others. Default
 *            {@code spring.datasource.url}
 */
@ConfigurationProperties("operations.member.hints")
record HintSettings(@Nullable String url) {

    /** A URL may hold a password. */
    @Override
    public String toString() {
        return "HintSettings";
    }
}
