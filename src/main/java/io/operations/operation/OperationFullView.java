package io.operations.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.operations.requestor.Requestor;
import java.util.List;

/**
 * An operation with its children, as clients see it (contract §2.2). Immutable.
 *
 * @param children in the order in which they were given; left out where there are none
 */
public record OperationFullView(
        @JsonUnwrapped OperationView operation,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OperationView> children) {

    public OperationFullView {
        children = List.copyOf(children);
    }

    /** The same, with what only its requestor may see if this is the one. */
    public OperationFullView seenBy(Requestor viewer) {
        return new OperationFullView(
                operation.seenBy(viewer),
                children.stream().map(it -> it.seenBy(viewer)).toList());
    }
}
