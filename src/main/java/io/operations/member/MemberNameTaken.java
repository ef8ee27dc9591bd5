package io.operations.member;

/** Another process of this name is heard. Each member needs a name of its own: by it others tell what it owns. */
public final class MemberNameTaken extends RuntimeException {

    MemberNameTaken(String name) {
        super("a member named " + name
                + " is running. Set operations.member.name (OPERATIONS_MEMBER_NAME) to a name of its own.");
    }
}
