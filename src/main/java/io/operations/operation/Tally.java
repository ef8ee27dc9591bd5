package io.operations.operation;

/** Usage that this member has added to a project since it looked into PostgreSQL. */
final class Tally {

    /** Usage that the look under way may have seen or not. */
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
