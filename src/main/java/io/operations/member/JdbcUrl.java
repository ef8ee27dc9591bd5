package io.operations.member;

import org.postgresql.Driver;

/** What is needed to know of a JDBC URL. */
final class JdbcUrl {

    private static final String TIMEOUTS = "(?<=[?&])(socketTimeout|connectTimeout|loginTimeout)=[^&]*(&|$)";

    private JdbcUrl() {}

    /** Parameters of the URL would count more than what is asked for beside it. */
    static String withoutTimeouts(String url) {
        return url.replaceAll(TIMEOUTS, "");
    }

    /**
     * Before a driver sees it: its messages would repeat the URL, in which a password may be.
     *
     * @throws IllegalStateException if it is none of PostgreSQL's
     */
    static String requirePostgreSql(String url, String property) {
        if (!url.startsWith("jdbc:postgresql:") || Driver.parseURL(url, null) == null) {
            throw new IllegalStateException(property + " must be a PostgreSQL's, jdbc:postgresql://host:port/database");
        }
        return url;
    }
}
