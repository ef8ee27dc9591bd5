package io.operations.member;

import java.util.UUID;

/**
 * The others have given this process up and taken what it owned; it has joined anew.
 *
 * @param incarnation under which nothing may be written any more
 */
public record MemberExpelled(UUID incarnation) {}
