package io.operations.operation;

/** What this member has added to a project since PostgreSQL was looked at. */
final class Tally {

    /** What the look that is under way may have seen or not. */
    private Usage before = Usage.NONE;

    private Usage since = Usage.NONE;
    private long history;

    synchronized void add(Usage usage) {
        since = since.plus(usage);
    }

    /** Bytes that history has, and PostgreSQL has not been told of. */
    synchronized void addToHistory(long size) {
        history += size;
    }

    synchronized long takeHistory() {
        var taken = history;
        history = 0;
        return taken;
    }

    synchronized Usage added() {
        return before.plus(since);
    }

    synchronized void lookBegins() {
        before = before.plus(since);
        since = Usage.NONE;
    }

    synchronized void lookEnds() {
        before = Usage.NONE;
    }

    synchronized boolean isEmpty() {
        return history == 0 && before.equals(Usage.NONE) && since.equals(Usage.NONE);
    }
}
