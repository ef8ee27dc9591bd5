package io.operations.member;

import java.util.UUID;

/**
 * This process has not reached the database for so long that the others, if they do, may have given it up: what may run only
 * once at a time must stop here.
 *
 * @param incarnation under which it may still be known
 */
public record MemberIsolated(UUID incarnation) {}
