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

    private final Map<String, Subject> heard = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Subject> eldest) {
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
        heard.put(subject.id(), subject);
        return true;
    }

    /** Of what may have been heard already, only what is new counts. */
    private static boolean isBehind(Subject subject, Subject before, boolean repeated) {
        return before.last()
                || subject.version() < before.version()
                || repeated
                        && subject.version() == before.version()
                        && !subject.last()
                        && !subject.changed().isAfter(before.changed());
    }
}
