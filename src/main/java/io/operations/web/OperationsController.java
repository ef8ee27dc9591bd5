package io.operations.web;

import io.operations.operation.OperationListing;
import io.operations.operation.OperationService;
import io.operations.operation.OperationView;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** {@code /1.0/operations} (contract §3.1 to §3.4, design §5). */
@RestController
@RequestMapping("/1.0/operations")
class OperationsController {

    private final OperationService operations;
    private final RequestBodies bodies;
    private final Waiting waiting;
    private final RequestMetrics metrics;
    private final CallerLimits limits;
    private final LateAnswers answers;
    private final OperationListing listing;
    private final OperationAnswers json;
    private final TrustTokens tokens;

    OperationsController(
            OperationService operations,
            RequestBodies bodies,
            Waiting waiting,
            RequestMetrics metrics,
            CallerLimits limits,
            LateAnswers answers,
            OperationListing listing,
            OperationAnswers json,
            TrustTokens tokens) {
        this.operations = operations;
        this.bodies = bodies;
        this.waiting = waiting;
        this.metrics = metrics;
        this.limits = limits;
        this.answers = answers;
        this.listing = listing;
        this.json = json;
        this.tokens = tokens;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Envelope> schedule(
            @RequestParam(defaultValue = "") String project,
            @RequestParam(name = "all-projects", defaultValue = "") String allProjects,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller,
            HttpServletRequest request) {
        var inProject = ProjectSelection.one(project, allProjects);
        AccessPolicy.requireSchedule(caller, inProject);
        var requestor = caller.requestor();
        var payload = new SchedulePayload(bodies.read(request), inProject);
        var args = payload.toArgs(operations);
        metrics.relabel(request, args.type().entityType());
        limits.scheduling(caller, 1 + args.children().size());
        var operation = key == null
                ? operations.scheduleUserOperationFromRequest(args, requestor)
                : operations.scheduleUserOperationFromRequest(args, requestor, payload.key(key, requestor));
        metrics.countWhenFinal(request, operations.await(operation));
        bodies.end(request);
        return accepted(operation.render().seenBy(requestor));
    }

    private static ResponseEntity<Envelope> accepted(OperationView view) {
        return ResponseEntity.accepted().location(URI.create(view.url())).body(Envelope.async(view));
    }

    @GetMapping("/{id}")
    void get(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String recursion,
            @RequestParam(required = false) @Nullable String after,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var operation = operations.findTop(OperationService.parseId(id), caller);
        var from = after == null ? null : OperationService.parseId(after);
        if (Recursion.of(recursion) == Recursion.URLS || operation.childCount() == 0)
            json.write(operation, caller, request, response);
        else json.writeFamily(operation, it -> listing.children(operation, from, it), caller, request, response);
    }

    @PostMapping(path = "/{id}/redeem", consumes = MediaType.APPLICATION_JSON_VALUE)
    Envelope redeem(@PathVariable String id, Caller caller, HttpServletRequest request) {
        limits.scheduling(caller, 1);
        var fields = bodies.readSmall(request).only(Set.of("secret"));
        return Envelope.sync(operations.redeem(OperationService.parseId(id), fields.requiredText("secret")));
    }

    @DeleteMapping("/{id}")
    CompletableFuture<Envelope> cancel(@PathVariable String id, Caller caller) {
        var parsed = OperationService.parseId(id);
        return limits.waiting(caller, () -> {
                    tokens.cancelled(parsed, operations.cancelFor(caller, parsed), caller.requestor());
                    return waiting.afterCancel(parsed, caller);
                })
                .thenApply(_ -> Envelope.empty());
    }

    @GetMapping("/{id}/wait")
    DeferredResult<Envelope> await(
            @PathVariable String id,
            @RequestParam(defaultValue = "-1") String timeout,
            @RequestParam(defaultValue = "") String secret,
            Caller viewer,
            HttpServletRequest request,
            HttpServletResponse response) {
        var parsed = OperationService.parseId(id);
        var seconds = Waiting.seconds(timeout);
        var end = limits.waiting(viewer, () -> waiting.of(parsed, seconds, viewer, secret))
                .thenApply(it -> Envelope.sync(it.seenBy(viewer.requestor())));
        return answers.of(end, request, response);
    }
}
