package io.operations.operation;

import io.operations.member.MemberService;
import org.springframework.stereotype.Component;

/**
 * What PostgreSQL would not write because the operation is somebody else's by now. Each such write is counted once; and as
 * this member may have been given up by the others, it is to find that out at once.
 */
@Component
class Fence {

    private final MemberService member;
    private final OperationMetrics metrics;

    Fence(MemberService member, OperationMetrics metrics) {
        this.member = member;
        this.metrics = metrics;
    }

    /** A change, an end or a release of an operation was refused. */
    void refused() {
        metrics.fenced();
        member.lookAgain();
    }

    /** An operation could not be accepted in the name of this member. */
    void refusedToAccept() {
        member.lookAgain();
    }
}
