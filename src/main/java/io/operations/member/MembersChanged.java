package io.operations.member;

import java.util.List;

/**
 * Other members have come, changed or gone.
 *
 * @param others those that are online or draining
 */
public record MembersChanged(List<Member> others) {}
