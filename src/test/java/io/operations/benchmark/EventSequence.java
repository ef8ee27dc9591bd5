package io.operations.benchmark;

import java.util.HashMap;
import java.util.Map;

/** The events that one listener hears of operations that run and succeed at once; each has two, and they come in order. */
final class EventSequence {

    private static final String OURS = "\"description\":\"Doing nothing\"";
    private static final String ID = "\"metadata\":{\"id\":\"";
    private static final int ID_LENGTH = 36;
    private static final String STATUS = "\"status_code\":";
    private static final int RUNNING = 103;
    private static final int SUCCESS = 200;

    private final Map<String, Integer> statuses = new HashMap<>();
    private long events;
    private long ended;

    /** Takes note of it unless it is about something else, such as housekeeping. */
    void hear(String event) {
        if (!event.contains(OURS)) return;
        var id = event.substring(after(event, ID), after(event, ID) + ID_LENGTH);
        var code = after(event, STATUS);
        var status = Integer.parseInt(event, code, code + 3, 10);
        var before = statuses.put(id, status);
        var isNext = status == RUNNING ? before == null : status == SUCCESS && before != null && before == RUNNING;
        if (!isNext) throw new IllegalStateException("After " + before + ": " + event);
        events++;
        if (status == SUCCESS) ended++;
    }

    private static int after(String event, String name) {
        var start = event.indexOf(name);
        if (start < 0) throw new IllegalStateException("Without " + name + ": " + event);
        return start + name.length();
    }

    long events() {
        return events;
    }

    /** Operations of which it has heard the end. */
    long ended() {
        return ended;
    }
}
