package io.operations.fault;

/** What is done to the service, and how often in a hundred. */
enum Fault {
    /** kill -9, then a new process. */
    KILL("kill -9", 9),
    /** SIGSTOP for longer than the threshold, then SIGCONT. */
    FREEZE("stopped and continued", 9),
    /** SIGTERM, then a new process. */
    LEAVE("terminated", 7),
    /** Nothing passes between a member and the database for longer than the threshold. */
    SILENCE("cut off from the database", 9),
    DELAY("slow to the database", 12),
    /** All connections of a member are reset, in the middle of whatever they do. */
    CUT("connections cut", 14),
    /** The same, and new ones are refused for a while. */
    REFUSE("connections refused", 9),
    /** All connections of all members are reset at once. */
    CUT_ALL("connections of all cut", 7),
    /** {@code pg_terminate_backend} for each connection. */
    TERMINATE("backends terminated", 14),
    RESTART("PostgreSQL restarted", 5),
    CRASH("PostgreSQL crashed", 5);

    private final String text;
    private final int weight;

    Fault(String text, int weight) {
        this.text = text;
        this.weight = weight;
    }

    String text() {
        return text;
    }

    int weight() {
        return weight;
    }

    /** Whether one member suffers it, and nobody else. */
    boolean isOfOneMember() {
        return ordinal() <= REFUSE.ordinal();
    }

    /** Whether the member goes on afterwards as if nothing had happened. */
    boolean isSilent() {
        return this == FREEZE || this == SILENCE;
    }

    /** Whether the member has lost what it owned by the time that this is over. */
    boolean losesOwnership() {
        return ordinal() <= SILENCE.ordinal();
    }
}
