package io.operations.operation;

import java.util.UUID;

/**
 * The time of a token was over, and this member has ended it. Told by Spring's events, on the thread that ends tokens.
 *
 * @param type the name of its type
 */
public record TokenExpired(UUID id, String type) {}
