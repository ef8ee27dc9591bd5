package io.operations.web;

import io.operations.operation.Budget;
import io.operations.operation.MemoryMetrics;
import io.operations.operation.MemorySettings;
import io.operations.requestor.Caller;
import org.springframework.stereotype.Component;

/** The memory of answers that may be large, from the first byte that is read for them until the client has the last. */
@Component
class AnswerMemory {

    /** One caller gets so much of it. */
    private static final int SHARE = 2;

    /** What is smaller is not counted: it takes less than the connection on which it is sent. */
    private static final int SMALL = 16 * 1024;

    /** A family is put together beside the page that it goes to. */
    private static final int COPIES = 2;

    private final Budget budget;
    private final long page;

    AnswerMemory(MemorySettings settings, MemoryMetrics metrics) {
        budget = new Budget("Answers", "caller", settings.answersSize(), settings.answersSize() / SHARE);
        page = Math.min(settings.answer().toBytes(), budget.share() / COPIES);
        metrics.show("answers", budget);
    }

    /** Bytes of the largest answer. */
    long page() {
        return page;
    }

    /** Takes the memory of the largest answer, for one whose size is not known yet. */
    Budget.Reservation takePage(Caller caller) {
        return budget.take(CallerKey.of(caller), COPIES * page);
    }

    /** Takes nothing yet, for an answer that grows. */
    Budget.Reservation open(Caller caller) {
        return budget.open(CallerKey.of(caller));
    }

    /** Takes so many bytes. */
    Budget.Reservation take(Caller caller, long bytes) {
        return bytes <= SMALL ? budget.open(caller) : budget.take(CallerKey.of(caller), bytes);
    }
}
