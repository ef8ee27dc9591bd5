package io.operations.operation;

import io.operations.requestor.Caller;
import java.util.function.Predicate;

/**
 * A caller that is attached to a websocket operation.
 *
 * @param viewers who may see the operation; asked again while the caller stays, as rights change and an operation's project does not
 */
public record Attachment(Channel channel, Predicate<Caller> viewers) {}
