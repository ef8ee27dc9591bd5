package io.operations.member;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What is to be told, gathered until it is sent: the same thing once, and of too much only that there is much. */
final class PendingHints {

    /** In place of keys: look at everything. */
    static final String EVERYTHING = "*";

    /** More keys than this are not worth naming. */
    private static final int MAX_KEYS = 10_000;

    /** PostgreSQL takes less than 8,000 bytes in one notification. */
    private static final int MAX_PAYLOAD = 7_900;

    private final Map<String, Set<String>> keys = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();

    void add(String topic, String key) {
        lock.lock();
        try {
            var all = keys.computeIfAbsent(topic, _ -> new LinkedHashSet<>());
            if (all.contains(EVERYTHING)) return;
            if (all.size() == MAX_KEYS) {
                all.clear();
                all.add(EVERYTHING);
            } else {
                all.add(key);
            }
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to tell, and takes all there is, as payloads. */
    List<String> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (keys.isEmpty()) notEmpty.await();
            var payloads = new ArrayList<String>();
            keys.forEach((topic, all) -> payloads.addAll(payloads(topic, all)));
            keys.clear();
            return payloads;
        } finally {
            lock.unlock();
        }
    }

    private static List<String> payloads(String topic, Set<String> keys) {
        var payloads = new ArrayList<String>();
        var payload = new StringBuilder();
        for (var key : keys) {
            if (payload.length() + key.length() >= MAX_PAYLOAD) {
                payloads.add(payload.toString());
                payload.setLength(0);
            }
            payload.append(payload.isEmpty() ? topic + ":" : ",").append(key);
        }
        payloads.add(payload.toString());
        return payloads;
    }
}
