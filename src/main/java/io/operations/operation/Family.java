package io.operations.operation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an operation stands among parents and children; there are two levels (contract §1.5).
 *
 * @param parent     the bulk operation it belongs to; null for none
 * @param stage      0 runs first; 0 for whatever is no child
 * @param childCount how many children it has
 */
record Family(@Nullable UUID parent, int stage, int childCount) {

    static final Family NONE = new Family(null, 0, 0);

    boolean isChild() {
        return parent != null;
    }

    boolean isParent() {
        return childCount > 0;
    }
}
