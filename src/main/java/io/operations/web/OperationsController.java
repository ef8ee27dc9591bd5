package io.operations.web;

import io.operations.operation.OperationFullView;
import io.operations.operation.OperationService;
import io.operations.operation.OperationView;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.Requestor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
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
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

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

    OperationsController(
            OperationService operations,
            RequestBodies bodies,
            Waiting waiting,
            RequestMetrics metrics,
            CallerLimits limits,
            LateAnswers answers) {
        this.operations = operations;
        this.bodies = bodies;
        this.waiting = waiting;
        this.metrics = metrics;
        this.limits = limits;
        this.answers = answers;
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
        return accepted(operation.render().seenBy(requestor));
    }

    private static ResponseEntity<Envelope> accepted(OperationView view) {
        return ResponseEntity.accepted().location(URI.create(view.url())).body(Envelope.async(view));
    }

    @GetMapping
    Envelope list(
            @RequestParam(defaultValue = "") String project,
            @RequestParam(name = "all-projects", defaultValue = "") String allProjects,
            @RequestParam(defaultValue = "") String recursion,
            Caller viewer) {
        var selected = ProjectSelection.of(project, allProjects);
        var listed = operations.list(selected, AccessPolicy.visibility(viewer, selected));
        return Envelope.sync(byStatus(listed, Recursion.of(recursion), viewer.requestor()));
    }

    @GetMapping(params = "history=true")
    ResponseEntity<Envelope> history(
            @RequestParam(defaultValue = "") String project,
            @RequestParam(name = "all-projects", defaultValue = "") String allProjects,
            @RequestParam(defaultValue = "") String recursion,
            @RequestParam Map<String, String> query,
            Caller viewer) {
        var filter = HistoryQuery.filter(ProjectSelection.of(project, allProjects), viewer, query);
        var page = operations.history(filter);
        var response = ResponseEntity.ok();
        if (page.size() == filter.limit()) {
            response.header(HttpHeaders.LINK, nextPage(page.getLast()));
        }
        return response.body(Envelope.sync(byStatus(page, Recursion.of(recursion), viewer.requestor())));
    }

    private static String nextPage(OperationView last) {
        var uri = ServletUriComponentsBuilder.fromCurrentRequest().replaceQueryParam("after", last.id());
        return "<" + uri.scheme(null).host(null).port(null).build().toUriString() + ">; rel=\"next\"";
    }

    @GetMapping("/{id}")
    Envelope get(@PathVariable String id, @RequestParam(defaultValue = "") String recursion, Caller caller) {
        var viewer = caller.requestor();
        var operation = operations.findTop(OperationService.parseId(id), caller);
        return Recursion.of(recursion) == Recursion.URLS
                ? Envelope.sync(operation.seenBy(viewer))
                : Envelope.sync(
                        operations.withChildren(List.of(operation)).getFirst().seenBy(viewer));
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
                    operations.cancelFor(caller, parsed);
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

    /** Grouped by lower-case status, each group in the order given; only what occurs. */
    private Map<String, List<Object>> byStatus(List<OperationView> views, Recursion recursion, Requestor viewer) {
        var full = recursion == Recursion.FAMILIES
                ? operations.withChildren(views)
                : views.stream().map(it -> new OperationFullView(it, List.of())).toList();
        return full.stream()
                .collect(Collectors.groupingBy(
                        it -> it.operation().status().toLowerCase(Locale.ROOT),
                        TreeMap::new,
                        Collectors.mapping(it -> recursion.show(it.seenBy(viewer)), Collectors.toList())));
    }
}
