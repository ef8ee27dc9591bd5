package io.operations.requestor;

/** Whom a request is for at all, before it is looked at closely. */
public enum Admission {
    /** What is public, what a secret opens, and what members prove by themselves. */
    ANYBODY,
    /** Callers of whom it is known who they are. */
    TRUSTED,
    /** Callers that may view metrics. */
    SCRAPER,
    /** Callers that may change the server. */
    ADMINISTRATOR
}
