package io.operations.member;

import java.util.List;

/**
 * Members have been silent for too long; what they owned is nobody's now.
 *
 * @param names of the members
 */
public record MembersLost(List<String> names) {}
