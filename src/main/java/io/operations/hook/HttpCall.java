package io.operations.hook;

import io.opentelemetry.api.trace.Tracer;
import io.operations.operation.OperationException;
import io.operations.operation.RunContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call from the first request to the answer that counts, and what the operation learns from it. */
final class HttpCall {

    private static final Logger LOG = LoggerFactory.getLogger(HttpCall.class);
    private static final int MOST_REDIRECTS = 5;

    private final HttpRequest request;
    private final RunContext context;
    private final AllowedHosts allowed;
    private final DirectClient client;
    private final Tracer tracer;
    private Hop hop;

    HttpCall(HttpRequest request, RunContext context, AllowedHosts allowed, DirectClient client, Tracer tracer) {
        this.request = request;
        this.context = context;
        this.allowed = allowed;
        this.client = client;
        this.tracer = tracer;
        this.hop = request.first();
    }

    /**
     * Returns if the answer is one that is expected.
     *
     * @throws OperationException.Failed if it is not, or there is none
     * @throws InterruptedException      if the operation was cancelled; the connection is closed then
     */
    void make() throws InterruptedException {
        try (var deadline = Deadline.in(request.timeout())) {
            try {
                follow(deadline);
            } catch (IOException | IllegalStateException e) {
                // A virtual thread that is interrupted in the middle of socket I/O gets a SocketException.
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                throw deadline.hasPassed() ? CallFailure.late(hop, request.timeout()) : CallFailure.of(hop, e);
            }
        }
    }

    private void follow(Deadline deadline) throws IOException, InterruptedException {
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            try (var span = CallSpan.of(hop, tracer);
                    var exchange = client.send(hop, ours(span), deadline)) {
                span.answered(exchange.status());
                var next = next(exchange);
                if (next.isEmpty()) {
                    conclude(exchange);
                    return;
                }
                hop = next.get();
            }
        }
        throw CallFailure.broken(request.first(), "was redirected more than " + MOST_REDIRECTS + " times");
    }

    private Map<String, String> ours(CallSpan span) {
        var id = context.id().toString();
        var ours = new HashMap<>(Map.of(
                "Operation-Id", id, "Operation-Attempt", Integer.toString(context.attempt()), "Idempotency-Key", id));
        span.addTo(ours);
        return ours;
    }

    private Optional<Hop> next(Exchange exchange) {
        if (request.expects(exchange.status())) {
            return Optional.empty();
        }
        try {
            var next = hop.after(exchange.status(), exchange.location());
            next.ifPresent(this::checkAllowed);
            return next;
        } catch (OperationException.Forbidden e) {
            keep(Answer.of(exchange.status(), null));
            throw e;
        } catch (OperationException.Invalid e) {
            keep(Answer.of(exchange.status(), null));
            throw CallFailure.broken(hop, "was redirected, but its " + e.getMessage());
        }
    }

    private void checkAllowed(Hop next) {
        var endpoint = next.endpoint();
        allowed.objection(endpoint.host(), endpoint.port()).ifPresent(objection -> {
            throw new OperationException.Forbidden(
                    hop + " was redirected to " + endpoint.origin() + ", which " + objection);
        });
    }

    private void conclude(Exchange exchange) throws IOException, InterruptedException {
        if (!request.expects(exchange.status())) {
            var answer = Answer.read(exchange, request.redaction());
            keep(answer);
            throw CallFailure.unexpected(hop, answer);
        }
        if (exchange.mediaType().equals(AnswerStream.MEDIA_TYPE)) {
            follow(exchange);
        } else {
            keep(Answer.read(exchange, request.redaction()));
        }
    }

    private void follow(Exchange exchange) throws IOException, InterruptedException {
        var stream = new AnswerStream(hop, StreamUpdates.of(context), request.redaction());
        try {
            stream.follow(exchange.body());
        } finally {
            keep(Answer.of(exchange.status(), stream.body()));
        }
    }

    /**
     * A body for which there is no room is left out: the work has been done, and no answer is worth failing it. Of what is
     * cancelled, or not this member's any more, nothing is kept.
     */
    private void keep(Answer answer) {
        if (!isKept(answer) && !isKept(answer.withoutBody()) && !context.isCancelled()) {
            LOG.info("No room in the metadata for the answer");
        }
    }

    private boolean isKept(Answer answer) {
        try {
            context.extendMetadata(Map.of("return", answer.toReturn()));
            return true;
        } catch (OperationException.Invalid tooLarge) {
            return false;
        }
    }
}
