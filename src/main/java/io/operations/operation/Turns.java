package io.operations.operation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Whose turn it is among those who wait in PostgreSQL: projects take turns, and in each project its callers do. Each member
 * goes around by itself. Not safe for threads.
 */
final class Turns {

    /** Projects of which it is remembered which caller was served last; others begin with their first caller. */
    private static final int REMEMBERED = 1_000;

    private String project = "";

    private final Map<String, String> callers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** The project that was served last. */
    String project() {
        return project;
    }

    /** The caller that was served last, by project. */
    Map<String, String> callers() {
        return Map.copyOf(callers);
    }

    void served(SlotHolder holder) {
        project = holder.project();
        callers.put(holder.project(), holder.caller());
    }

    /**
     * Shares out slots one by one.
     *
     * @param waiting in turn; those of one project together
     * @param takes   takes a slot; false if the holder may have none
     * @return how many operations each may start, in the order of the first of them
     */
    static Map<SlotHolder, Integer> share(List<SlotHolder> waiting, int limit, Predicate<SlotHolder> takes) {
        var lines = new LinkedHashMap<String, Deque<SlotHolder>>();
        waiting.forEach(it ->
                lines.computeIfAbsent(it.project(), _ -> new ArrayDeque<>()).add(it));
        var shares = new LinkedHashMap<SlotHolder, Integer>();
        var left = limit;
        while (left > 0 && !lines.isEmpty()) {
            var projects = lines.values().iterator();
            while (left > 0 && projects.hasNext()) {
                var line = projects.next();
                if (serve(line, takes, shares)) left--;
                if (line.isEmpty()) projects.remove();
            }
        }
        return shares;
    }

    /** Serves one caller of a project. Those who may take no slot are not asked again. */
    private static boolean serve(Deque<SlotHolder> line, Predicate<SlotHolder> takes, Map<SlotHolder, Integer> shares) {
        while (!line.isEmpty()) {
            var holder = line.remove();
            if (takes.test(holder)) {
                shares.merge(holder, 1, Integer::sum);
                line.add(holder);
                return true;
            }
        }
        return false;
    }
}
