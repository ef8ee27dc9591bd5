package io.operations.fault;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a check of one run has found: how often each promise was broken, and the cases. */
final class Verdict {

    /** A promise of design §6, or what follows from one. */
    enum Promise {
        NOTHING_LOST("accepted, but not there or not final at the end"),
        ONE_OWNER("run twice under one attempt, or ended by another attempt than its last"),
        ONE_WINNER("sharing a conflict reference at the same time, or refused though nobody held it"),
        ONE_OPERATION_A_KEY("more than one operation for an idempotency key, or one without a key"),
        WAITERS_WAKE("waiters not woken, woken early or told something else"),
        CANCELS_COUNT("operations that went on though somebody was told that they are cancelled"),
        ORDER("listeners told something of an operation after its end, or of an earlier attempt after a later one"),
        ALL_EVENTS("ends that a listener was not told of though no fault was near"),
        FINAL_IS_FINAL("a final status that was seen and is not the one in the database"),
        NO_FAILED_DURABLE("durable operations that failed or were cancelled by nobody"),
        NO_FAILURE_WITHOUT_CAUSE(
                "other operations that failed though their member lived, or say something else than they should"),
        NO_SURPRISES("answers that no client should get");

        private final String text;

        Promise(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private final Map<Promise, List<String>> broken = new EnumMap<>(Promise.class);

    void breaks(Promise promise, String how) {
        broken.computeIfAbsent(promise, _ -> new ArrayList<>()).add(how);
    }

    int count(Promise promise) {
        return broken.getOrDefault(promise, List.of()).size();
    }

    /** All that is wrong, a few cases of each kind; empty if nothing is. */
    String complaints() {
        var text = new StringBuilder();
        broken.forEach((promise, cases) -> {
            text.append("%s, %s: %d%n".formatted(promise, promise.text(), cases.size()));
            cases.stream()
                    .limit(10)
                    .forEach(it -> text.append("    ").append(it).append('\n'));
        });
        return text.toString();
    }
}
