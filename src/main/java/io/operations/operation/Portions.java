package io.operations.operation;

import java.util.Objects;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves the children of wide families ahead of their parents, in transactions of a bounded size: smaller ones after a
 * failure, since there may be a time limit. What a portion has moved stays moved, so a next try has less to do.
 */
final class Portions {

    static final int LARGEST = 500;

    private final TransactionTemplate transaction;
    private int size = LARGEST;

    Portions(TransactionTemplate transaction) {
        this.transaction = transaction;
    }

    void moveChildren(WriteBatch batch) {
        var parent = batch.wide(LARGEST);
        if (parent == null) return;
        var moved = size;
        while (moved == size)
            moved = Objects.requireNonNull(transaction.execute(_ -> batch.moveChildren(parent, size)));
    }

    void failed() {
        size = Math.max(1, size / 2);
    }

    void committed() {
        size = LARGEST;
    }
}
