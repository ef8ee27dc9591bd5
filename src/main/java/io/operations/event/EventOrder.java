package io.operations.event;

import io.operations.event.Event.Subject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What listeners have heard of each subject, of those heard of lately: the events of one may come from several members, and
 * one of them may be behind, or not know yet that it has lost the subject. Of one thread only.
 */
final class EventOrder {

    /** So many subjects are remembered. Who is behind by more events than that could be heard out of order. */
    private static final int REMEMBERED = 100_000;

    /** @param repeated whether it came by the tables, ahead of what its member still had to say */
    private record Heard(Subject subject, boolean repeated) {}

    private final Map<String, Heard> heard = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Heard> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Whether listeners are to hear of it; if so, they have. */
    boolean admits(EventQueue.Entry entry) {
        var subject = entry.event().subject();
        if (subject == null) return true;
        var before = heard.get(subject.id());
        if (before != null && isBehind(subject, before, entry.repeated())) return false;
        // Anew, as the eldest is what has not been heard of for longest.
        heard.remove(subject.id());
        heard.put(subject.id(), new Heard(subject, entry.repeated()));
        return true;
    }

    /** Of what may have been heard already, only what is new counts. */
    private static boolean isBehind(Subject subject, Heard heard, boolean repeated) {
        var before = heard.subject();
        if (before.last() || subject.version() < before.version()) return true;
        if (subject.last() || subject.version() > before.version()) return false;
        return repeated && !subject.changed().isAfter(before.changed())
                || heard.repeated() && subject.changed().isBefore(before.changed());
    }
}
